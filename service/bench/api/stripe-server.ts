import { seedSubscriptions } from '../../stripe/local-stripe/seed.ts';
import { startLocalStripe } from '../../stripe/local-stripe/server.ts';

/** Local Stripe with BENCH_SUBSCRIPTIONS, each with a customer and a paid invoice, over a year. Says its port over IPC. */
const year = 365 * 86_400;
const stripe = await startLocalStripe();
const product = await stripe.client().products.create({ name: 'Pro', metadata: { plan: 'pro', features: 'reports' } });
const { id } = await stripe.client().prices.create({
  product: product.id,
  currency: 'eur',
  unit_amount: 1900,
  recurring: { interval: 'month' },
});
const createdTo = Math.floor(Date.now() / 1000) - 3600;
seedSubscriptions(stripe.account, {
  count: Number(process.env['BENCH_SUBSCRIPTIONS']),
  price: stripe.account.prices.get(id)!,
  createdFrom: createdTo - year,
  createdTo,
});
process.send!(stripe.port);
process.once('SIGTERM', () => void stripe.stop().then(() => process.exit(0)));
