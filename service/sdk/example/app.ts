import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { PrismaClient } from '../../../prisma/main/client/client.ts';
import { BillingError, createBilling, WebhookVerificationError } from '../billing.ts';

/**
 * An ordinary app with a database of its own, that sells a plan. Who its customers are it knows itself; what they pay
 * for it asks billing, and is told. It holds no password of billing's database, and no card ever comes near it.
 *
 *   POST /sign-up    { "email", "name" }   makes a customer here and in billing
 *   POST /buy        { "customer" }        a page of Stripe's to send the person to
 *   GET  /reports    ?customer=            for those whose plan has the feature `reports`
 *   POST /billing                          where billing tells what changed
 */
const { MAIN_APP_URL = '', BILLING_URL = '', BILLING_KEY = '', BILLING_WEBHOOK_SECRET = '', PRICE = '' } = process.env;
const origin = process.env['APP_URL'] ?? 'http://127.0.0.1';

const main = new PrismaClient({ adapter: new PrismaMariaDb(MAIN_APP_URL) });
const billing = createBilling({ url: BILLING_URL, key: BILLING_KEY, webhookSecret: BILLING_WEBHOOK_SECRET });

interface Reply {
  status: number;
  body: unknown;
}
type Handler = (request: IncomingMessage, url: URL) => Promise<Reply>;

/** What billing calls our customer: our own number, which says nothing of the person. */
const referenceOf = (customer: string) => `customer-${customer}`;

const handlers: Record<string, Handler> = {
  'POST /sign-up': async (request) => {
    const { email, name } = await bodyOf(request);
    const customer = await main.customers.create({ data: { email: String(email), name: String(name) } });
    const id = String(customer.id);
    await billing.createCustomer({ reference: referenceOf(id), email: customer.email, name: customer.name });
    return { status: 201, body: { customer: id } };
  },

  'POST /buy': async (request) => {
    const { customer } = await bodyOf(request);
    const page = await billing.createCheckoutSession({
      customer: referenceOf(String(customer)),
      items: [{ price: PRICE, quantity: 1 }],
      success_url: `${origin}/thanks`,
      cancel_url: `${origin}/plans`,
    });
    return { status: 200, body: { url: page.url } };
  },

  'GET /reports': async (_, url) => {
    const customer = url.searchParams.get('customer') ?? '';
    const { features } = await billing.entitlements(referenceOf(customer));
    if (!features.includes('reports')) return { status: 402, body: { error: 'your plan has no reports' } };
    return { status: 200, body: { reports: await main.quotes.count({ where: { customer_id: BigInt(customer) } }) } };
  },

  'POST /billing': async (request) => {
    const { isNew, reference, entitlements } = billing.handleWebhook(request.headers, await text(request));
    // A cancellation: what is not paid for any more ends, and the offers to this customer with it.
    if (isNew && reference !== null && entitlements.status === 'none') {
      const customer = BigInt(reference.slice(referenceOf('').length));
      await main.quotes.updateMany({ where: { customer_id: customer, status: 'open' }, data: { status: 'withdrawn' } });
    }
    return { status: 204, body: undefined };
  },
};

const server = createServer((request, response) => {
  void answer(request).then(({ status, body }) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
});

async function answer(request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? '/', origin);
  const handler = handlers[`${request.method} ${url.pathname}`];
  if (handler === undefined) return { status: 404, body: { error: 'there is nothing here' } };
  try {
    return await handler(request, url);
  } catch (error) {
    if (error instanceof BillingError && error.status === 404)
      return { status: 404, body: { error: 'no such customer' } };
    if (error instanceof WebhookVerificationError) return { status: 400, body: { error: 'this is not from billing' } };
    process.stderr.write(`${String(error)}\n`);
    return { status: 500, body: { error: 'this did not work' } };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  return JSON.parse(await text(request)) as Record<string, unknown>;
}

server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => {
  server.close(() => void main.$disconnect());
  server.closeAllConnections();
});
