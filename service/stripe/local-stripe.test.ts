import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { seedSubscriptions } from './local-stripe/seed.ts';
import { startLocalStripe } from './local-stripe/server.ts';
import { startReceiver } from './local-stripe/test-receiver.ts';

// A loaded machine is slow, not wrong: these tests talk to servers and start processes.
vi.setConfig({ testTimeout: 60_000 });

const root = join(import.meta.dirname, '../..');
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'local-stripe-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

function run(file: string, words: readonly string[]): Promise<Ended> {
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, STRIPE_CLI_TELEMETRY_OPTOUT: '1' };
  return new Promise((resolve) => {
    execFile(file, words, { cwd: root, env, timeout: 15_000 }, (error, out, errors) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, errors }),
    );
  });
}

const bulkhead = (...words: string[]) => run(join(root, 'bulkhead'), ['local-stripe', ...words]);

function firstOutput(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('Ctrl-C')) resolve(text);
    });
  });
}

test('the command greets, serves, signs with its secrets, and ends with 0 on SIGTERM', async () => {
  const receiver = await startReceiver();
  const flags = ['local-stripe', '--port', '0', '--forward-to', receiver.url, '--secret', 'whsec_command_test'];
  const child = spawn(join(root, 'bulkhead'), flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const greeting = await firstOutput(child);
    for (const word of ['stand-in', 'sk_test_', 'whsec_command_test', 'new Stripe(', '--api-base'])
      expect(greeting).toContain(word);
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(greeting)?.[1]);
    const stripe = new Stripe('sk_test_1', { host: '127.0.0.1', port, protocol: 'http' });
    await stripe.customers.create({ name: 'Ada' });
    await expect.poll(() => receiver.received.length).toBe(1);
    const [delivered] = receiver.received;
    stripe.webhooks.constructEvent(
      delivered?.body ?? '',
      String(delivered?.headers['stripe-signature']),
      'whsec_command_test',
    );
  } finally {
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    await receiver.stop();
  }
});

test('wrong flags end with 2 and say what to give instead', async () => {
  const wrongs = [
    ['--port', '99999'],
    ['--duplicate', '2'],
    ['--delay-ms', '9-1'],
    ['--never-made', '1.5'],
    ['--api-lost-answer-rate', 'often'],
    ['--forward-thin-to', 'https://example.com/hook', '--port', '0'],
    ['--forward-to', 'https://example.com/hook', '--port', '0'],
    ['--secret', 'hunter2', '--forward-to', 'http://127.0.0.1:1/'],
    ['--secret', 'whsec_12345678'],
    ['--no-such-flag'],
  ];
  for (const [ended, words] of await Promise.all(
    wrongs.map(async (words) => [await bulkhead(...words), words] as const),
  )) {
    expect([words, ended.code]).toEqual([words, 2]);
    expect(ended.errors).not.toContain('hunter2');
  }
});

test('a port that is taken is told with the mend', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const { code, errors } = await bulkhead('--port', String(port));
  taken.close();
  expect(code).toBe(1);
  expect(errors).toMatch(/in use already[\s\S]*fix: .*--port/);
});

test('the help names it a stand-in', async () => {
  const { code, out } = await bulkhead('--help');
  expect(code).toBe(0);
  expect(out).toContain('stand-in');
});

test('the real Stripe CLI creates, lists, gets, and triggers events', async () => {
  const local = await startLocalStripe({ seed: 5 });
  const cli = (...words: string[]) =>
    run(join(root, 'node_modules/.bin/stripe'), [
      '--api-base',
      local.url,
      '--api-key',
      'sk_test_12345678901234567890',
      ...words,
    ]);
  try {
    const created = await cli('customers', 'create', '--email', 'ada@example.com', '-d', 'metadata[team]=blue');
    const customer = JSON.parse(created.out);
    expect(customer).toMatchObject({ object: 'customer', email: 'ada@example.com', metadata: { team: 'blue' } });
    expect(JSON.parse((await cli('customers', 'list', '--limit', '3')).out).data).toEqual([customer]);
    expect(JSON.parse((await cli('get', `/v1/customers/${customer.id}`)).out)).toEqual(customer);
    expect(JSON.parse((await cli('events', 'list')).out).data).toHaveLength(1);
    expect((await cli('trigger', 'customer.subscription.created')).errors).not.toContain('failed');
    expect(local.account.subscriptions.size).toBe(1);
  } finally {
    await local.stop();
  }
});

test('thousands of subscriptions are seeded without events, the same for the same seed', async () => {
  const ids: string[][] = [];
  for (let round = 0; round < 2; round += 1) {
    const local = await startLocalStripe({ seed: 42, now: () => 1_795_000_000 });
    const stripe = local.client();
    const { id } = await stripe.prices.create({
      currency: 'eur',
      unit_amount: 900,
      recurring: { interval: 'month' },
      product_data: { name: 'Team' },
    });
    const price = local.account.prices.get(id);
    if (price === undefined) throw new Error('the price is gone');
    seedSubscriptions(local.account, { count: 3_000, price, createdFrom: 1_700_000_000, createdTo: 1_794_000_000 });
    expect(local.account.events.size).toBe(2);
    const read = new Set<string>();
    for await (const subscription of stripe.subscriptions.list({ limit: 100, created: { gte: 1_750_000_000 } })) {
      expect(subscription.items.data[0]?.current_period_end).toBeGreaterThan(1_795_000_000);
      read.add(subscription.id);
    }
    ids.push([...read]);
    await local.stop();
  }
  expect(ids[0]?.length).toBeGreaterThan(1_000);
  expect(ids[0]).toEqual(ids[1]);
});
