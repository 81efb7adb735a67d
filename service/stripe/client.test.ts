import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../failure.ts';
import { stripeClient } from './client.ts';
import { beganAt } from './read/began-at.ts';
import { rethrowAsFailure } from './rethrow-as-failure.ts';

const key = 'sk_test_thisIsASecret';

describe('what it is told', () => {
  const base = 'http://127.0.0.1:12111';
  const passes: Record<string, NodeJS.ProcessEnv> = {
    'a test key': { STRIPE_API_KEY: key },
    'a restricted one': { STRIPE_API_KEY: 'rk_test_thisIsASecret', STRIPE_MODE: 'test' },
    'a live key in live mode': { STRIPE_API_KEY: 'sk_live_thisIsASecret', STRIPE_MODE: 'live' },
    'a stand-in': { STRIPE_API_KEY: key, STRIPE_API_BASE: base },
    'a stand-in, written with its slash': { STRIPE_API_KEY: key, STRIPE_API_BASE: `${base}/` },
    'a stand-in behind TLS': { STRIPE_API_KEY: key, STRIPE_API_BASE: 'https://stripe.internal' },
    'an empty base': { STRIPE_API_KEY: key, STRIPE_API_BASE: '' },
  };
  test.each(Object.entries(passes))('%s is taken', (_, variables) => {
    expect(stripeClient(variables)).toHaveProperty('events');
  });

  const fails: Record<string, [NodeJS.ProcessEnv, string]> = {
    'no key': [{}, 'STRIPE_API_KEY is not set'],
    'a publishable key': [{ STRIPE_API_KEY: 'pk_test_thisIsASecret' }, 'STRIPE_API_KEY is not usable'],
    'a key with a line break': [{ STRIPE_API_KEY: `${key}\n` }, 'STRIPE_API_KEY is not usable'],
    'a live key in test mode': [{ STRIPE_API_KEY: 'sk_live_thisIsASecret' }, 'STRIPE_API_KEY is not usable'],
    'a test key in live mode': [{ STRIPE_API_KEY: key, STRIPE_MODE: 'live' }, 'STRIPE_API_KEY is not usable'],
    'a live key for a stand-in': [
      { STRIPE_API_KEY: 'sk_live_thisIsASecret', STRIPE_MODE: 'live', STRIPE_API_BASE: base },
      'STRIPE_API_BASE is not usable',
    ],
    'a base with a path': [{ STRIPE_API_KEY: key, STRIPE_API_BASE: `${base}/v1` }, 'STRIPE_API_BASE is not usable'],
    'a base of another kind': [{ STRIPE_API_KEY: key, STRIPE_API_BASE: 'ftp://127.0.0.1' }, 'STRIPE_API_BASE is not'],
    'both wrong': [{ STRIPE_API_KEY: 'x', STRIPE_API_BASE: 'y' }, 'STRIPE_API_KEY is not usable; STRIPE_API_BASE is'],
  };
  test.each(Object.entries(fails))('%s: wrong use, said without the value', (_, [variables, problem]) => {
    const failure = expect.objectContaining({
      exitCode: 2,
      message: expect.stringContaining(problem) as string,
      fix: expect.not.stringContaining('thisIsASecret') as string,
    });
    expect(() => stripeClient(variables)).toThrow(failure);
    expect(() => stripeClient(variables)).not.toThrow('thisIsASecret');
  });
});

describe('what a call ends in', () => {
  const refusals: Record<string, [number, object, string]> = {
    'a wrong key': [
      401,
      { message: 'Invalid API Key provided: sk_test_****cret' },
      'does not know this STRIPE_API_KEY',
    ],
    'a missing right': [403, { message: `The key 'rk_test_****cret' may not` }, `lacks a right: The key '[a key]`],
    'a request that is refused': [400, { message: 'No such event', code: 'resource_missing' }, '(400): No such event'],
  };
  test.each(Object.entries(refusals))('%s: a Failure at once, without the key', async (_, [status, error, problem]) => {
    const { thrown, asked } = await ask((response) => response.writeHead(status).end(JSON.stringify({ error })));
    expect(thrown).toBeInstanceOf(Failure);
    expect(thrown?.message).toContain(problem);
    expect(`${thrown?.message} ${thrown?.fix}`).not.toMatch(/cret/);
    expect(asked).toBe(1);
  });

  const failing: Record<string, [(response: ServerResponse) => void, string]> = {
    'a rate limit': [(response) => response.writeHead(429).end('{"error":{}}'), 'refuses more requests for now (429)'],
    'an error of Stripe’s own': [(response) => response.writeHead(500).end('{"error":{}}'), 'failed to answer (500)'],
    'a gateway that answers in HTML': [(response) => response.writeHead(502).end('<html>'), 'failed to answer'],
    'a number': [(response) => response.writeHead(200).end('7'), 'the answer is no JSON object'],
    'a page of HTML': [(response) => response.writeHead(200).end('<html>'), 'the answer is no JSON object'],
    'a connection that is closed': [(response) => response.destroy(), 'cannot be reached: '],
    'a body that breaks off': [
      (response) => response.writeHead(200, { 'Content-Length': '9' }).write('{', () => response.destroy()),
      'cannot be reached: ',
    ],
    'no answer in time': [() => undefined, 'cannot be reached: Request aborted due to timeout'],
    'a body that takes too long': [(response) => response.writeHead(200).write('{'), 'Request aborted due to timeout'],
  };
  test.concurrent.each(Object.entries(failing))('%s is tried again, and gets its answer', async (_, [fail]) => {
    const { thrown, asked } = await ask((response, asked) =>
      asked === 1 ? fail(response) : response.end('{"object":"balance"}'),
    );
    expect({ thrown, asked }).toEqual({ thrown: undefined, asked: 2 });
  });
  test.concurrent.each(Object.entries(failing))('%s, always: a Failure in the end', async (_, [fail, problem]) => {
    const { thrown, asked } = await ask(fail);
    expect(thrown).toMatchObject({ name: 'Failure', message: expect.stringContaining(problem) as string });
    expect({ asked }).toEqual({ asked: 2 });
  });

  test('says when its request began, by the clock of who answered', async () => {
    const answeredAt = Date.UTC(2026, 0, 1);
    const server = createServer((_, response) =>
      setTimeout(() => response.setHeader('Date', new Date(answeredAt).toUTCString()).end('{}'), 200),
    );
    const port = await listening(server);
    const { lastResponse } = await clientOf(port).balance.retrieve();
    const began = beganAt(lastResponse, performance.now()).getTime();
    expect(answeredAt - began).toBeGreaterThanOrEqual(199);
    expect(answeredAt - began).toBeLessThan(3000);
    server.closeAllConnections();
    server.close();
  });

  test('nobody there: the message says where', async () => {
    const stripe = clientOf(2);
    await expect(stripe.balance.retrieve().catch(rethrowAsFailure)).rejects.toThrow(
      'Stripe cannot be reached: connect ECONNREFUSED 127.0.0.1:2',
    );
  });

  test('an error that is not Stripe’s stays what it is', () => {
    const mistake = new TypeError('a mistake');
    expect(() => rethrowAsFailure(mistake)).toThrow(mistake);
  });
});

function clientOf(port: number) {
  const variables = { STRIPE_API_KEY: key, STRIPE_API_BASE: `http://127.0.0.1:${port}` };
  return stripeClient(variables, { timeout: 1500, maxNetworkRetries: 1 });
}

async function listening(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

/** Asks a server that answers so; `asked` counts the requests that reached it. */
async function ask(answer: (response: ServerResponse, asked: number) => unknown) {
  let asked = 0;
  const server = createServer((_, response) => answer(response, (asked += 1)));
  const port = await listening(server);
  try {
    await clientOf(port).balance.retrieve().catch(rethrowAsFailure);
    return { asked, thrown: undefined };
  } catch (thrown) {
    return { asked, thrown: thrown as Failure };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
