import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingPrisma } from '../database/billing-prisma.ts';
import { compareBooks } from '../demo/books.ts';
import { startService, type ServiceProcess } from '../service-process.ts';
import { type LocalStripe, startLocalStripe } from '../stripe/local-stripe/server.ts';
import type { SweepReport } from '../stripe/sweep/report.ts';
import { type BackupStage, startBackupStage } from '../testing/backup-stage.ts';
import type { Manifest } from './manifest.ts';

const secret = 'whsec_zero';
const laterEvents = 500;
let stage: BackupStage;
let service: ServiceProcess;
let stripe: LocalStripe;
beforeAll(async () => {
  stage = await startBackupStage();
  process.env['BILLING_DATABASE_URL'] = stage.mariadb.urls.billing.app;
  service = await startService({
    BILLING_DATABASE_URL: stage.mariadb.urls.billing.app,
    STRIPE_WEBHOOK_SECRETS: secret,
  });
  stripe = await startLocalStripe({ endpoints: [{ url: `${service.url}/webhooks/stripe`, secrets: [secret] }] });
});
afterAll(async () => {
  await stripe.stop();
  await service.stop();
  await billingPrisma.$disconnect();
  await stage.stop();
});

test('what came after the backup is swept from Stripe: billing equals it again, line by line', async () => {
  const api = stripe.client();
  const product = await api.products.create({ name: 'Team plan' });
  const price = await api.prices.create({
    product: product.id,
    currency: 'eur',
    unit_amount: 1900,
    recurring: { interval: 'month' },
  });
  const customers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      api.customers.create({
        email: `${index}@zero.example`,
        payment_method: 'pm_card_visa',
        invoice_settings: { default_payment_method: 'pm_card_visa' },
      }),
    ),
  );
  for (const { id } of customers) await api.subscriptions.create({ customer: id, items: [{ price: price.id }] });
  await stripe.idle();
  const manifest = await stage.json<Manifest>(['backup', 'billing']);
  const before = stripe.deliveries.counters.eventsMade;

  for (let made = 0; made < laterEvents; made += 1) {
    const { id } = customers[made % customers.length]!;
    await api.customers.update(id, { name: `Name ${made}`, email: `${made}@later.example` });
  }
  await api.customers.del(customers[0]!.id);
  await stripe.idle();
  const later = stripe.deliveries.counters.eventsMade - before;
  expect(later).toBeGreaterThanOrEqual(laterEvents);
  expect((await compareBooks(api)).every(({ equal }) => equal)).toBe(true);

  await billingPrisma.$disconnect();
  await stage.admin.query('DROP DATABASE billing');
  await stage.json(['restore', 'billing', '--yes', 'billing']);
  const restored = await compareBooks(api);
  expect(restored.every(({ equal }) => equal)).toBe(false);

  const environment = {
    BILLING_DATABASE_URL: stage.mariadb.urls.billing.app,
    STRIPE_API_BASE: stripe.url,
    STRIPE_API_KEY: 'sk_test_zero',
  };
  const swept = await stage.json<SweepReport>(['sweep', '--since', manifest.snapshotAt], environment);
  expect(swept.applied + swept.recorded).toBe(later);
  const books = await compareBooks(api);
  expect(books.length).toBeGreaterThan(2);
  expect(books.filter(({ equal }) => !equal)).toEqual([]);
});
