import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startPrivateMariadb } from './database/local-mariadb/private.ts';
import { BillingRows } from './testing/billing-rows.ts';
import { post, signatureOf } from './testing/http.ts';
import { startService } from './testing/service-process.ts';
import { customerObject, eventOf, type EventBody, type Fields, subscriptionObject } from './testing/stripe-objects.ts';

/** Each is used in one place only, so that a failure names the way it took. */
const leaks = {
  'a customer’s name, which has a column': '4111111111111111',
  'metadata, as text': '4242424242424242',
  'metadata, with spaces': '5555 5555 5555 4444',
  'metadata, with dashes and an expiry date': '3782-822463-10005 12/27',
  'metadata, as a name': '6011111111111117',
  'metadata, as a number': '4000056655665556',
  'metadata, escaped': '2223003122003222',
  'a name that stands twice': '30569309025904',
  'previous attributes': '3566002020360505',
  'an event of another type': '6200000000000005',
  'an event that is quarantined': '5105105105105100',
  'an event of the other mode': '4012888888881881',
  'a body that is no event': '4222222222222',
  'a body with a wrong signature': '5454545454545454',
  'the event’s id': '6510000000000034',
} as const;
/** Security codes are told by their field, so these are words that occur nowhere else. */
const codes = { text: 'security-code-7481', nested: 'security-code-9052' };

function events(): (EventBody | string)[] {
  const metadata = {
    note: leaks['metadata, as text'],
    spaced: `card ${leaks['metadata, with spaces']}!`,
    dated: leaks['metadata, with dashes and an expiry date'],
    [leaks['metadata, as a name']]: 'x',
    amount: Number(leaks['metadata, as a number']),
    cvc: codes.text,
    card: { security_code: codes.nested },
  };
  const customer = customerObject({ name: leaks['a customer’s name, which has a column'], metadata });
  const escaped = [...leaks['metadata, escaped']].map((digit) => `\\u003${digit}`).join('');
  return [
    eventOf('customer.updated', customer, { previous: { metadata: { note: leaks['previous attributes'] } } }),
    JSON.stringify(eventOf('customer.updated', customerObject({ metadata: { note: 'here' } }))).replace(
      'here',
      escaped,
    ),
    JSON.stringify(eventOf('customer.updated', customerObject({ description: 'x' }))).replace(
      '"description":',
      `"description":"${leaks['a name that stands twice']}","description":`,
    ),
    eventOf('charge.failed', { id: 'ch_1', object: 'charge', note: leaks['an event of another type'] }),
    eventOf(
      'customer.subscription.updated',
      subscriptionObject({ status: null, description: leaks['an event that is quarantined'] }),
    ),
    eventOf('customer.updated', customerObject({ description: leaks['an event of the other mode'] }), {
      livemode: true,
    }),
    eventOf('customer.updated', customerObject(), { id: leaks['the event’s id'] }),
    JSON.stringify({ object: 'no event', note: leaks['a body that is no event'] }),
  ];
}

/** Every file under a folder, by path. */
function filesUnder(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path, readFileSync(path, 'latin1')]));
}

test('card data in any disguise reaches no row, no file of the database and no log', async () => {
  const local = await startPrivateMariadb();
  try {
    const service = await startService({ BILLING_DATABASE_URL: local.urls.billing.app, LOG_LEVEL: 'trace' });
    const marker = 'a-text-that-is-kept';
    const statuses: number[] = [];
    for (const event of [...events(), eventOf('customer.updated', customerObject({ id: 'cus_2', name: marker }))]) {
      const body = typeof event === 'string' ? event : JSON.stringify(event);
      statuses.push((await post(service.port, body)).status);
    }
    const forged = JSON.stringify({ note: leaks['a body with a wrong signature'] });
    statuses.push(
      (await post(service.port, forged, { 'Stripe-Signature': signatureOf(forged, 'whsec_another') })).status,
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 400, 200, 400]);

    const rows = await BillingRows.open(local.adminUrl);
    const kept: Fields[] = [...(await rows.query('SELECT * FROM billing_webhooks'))];
    kept.push(...Object.values(await rows.projections()).flat());
    await rows.close();
    const { stdout, stderr } = await service.end('SIGTERM');
    await local.stopServer('SIGTERM');

    const printable = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
    const places = filesUnder(join(local.directory, 'data'));
    places.set('the rows', JSON.stringify(kept, printable)).set('the log', stdout).set('stderr', stderr);
    const found = (text: string) => [...places].filter(([, content]) => content.includes(text)).map(([path]) => path);

    expect(found(marker), 'the search finds what is kept').not.toEqual([]);
    for (const [way, number] of Object.entries(leaks)) {
      for (const written of new Set([number, number.replaceAll(/\D/g, ''), number.split(' 12/')[0]!])) {
        expect(found(written), way).toEqual([]);
      }
    }
    for (const code of Object.values(codes)) expect(found(code), code).toEqual([]);
  } finally {
    await local.stop();
  }
});
