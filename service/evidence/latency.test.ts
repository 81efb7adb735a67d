import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { metricsBytesMax } from '../../policies/evidence.ts';
import { evidenceOfLatency, readCommitLatency } from './latency.ts';

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve))));

async function answering(status: number, body: string): Promise<string> {
  server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const histogram = (...counts: readonly number[]) =>
  [
    ...['0.005', '0.01', '0.025'].map(
      (end, index) => `bulkhead_commit_duration_seconds_bucket{le="${end}"} ${counts[index]}`,
    ),
    `bulkhead_commit_duration_seconds_bucket{le="+Inf"} ${counts[3]}`,
    `bulkhead_commit_duration_seconds_count ${counts[3]}`,
  ].join('\n');

test.each([
  [
    'half, 95 and 99 of 100, by the end of the bucket',
    histogram(60, 96, 99, 100),
    { p50Milliseconds: 5, p95Milliseconds: 10, p99Milliseconds: 25 },
  ],
  [
    'longer than the histogram goes is not called a number',
    histogram(10, 10, 60, 100),
    { p50Milliseconds: 25, p95Milliseconds: null, p99Milliseconds: null },
  ],
])('%s', async (_, metrics, shares) => {
  const latency = await readCommitLatency(await answering(200, metrics));
  expect(latency).toEqual({ commits: 100, ...shares });
  expect(evidenceOfLatency(latency).facts).toMatchObject({
    commitP95Milliseconds: shares.p95Milliseconds,
    commitP99Milliseconds: shares.p99Milliseconds,
  });
});

test.each([
  ['another service’s metrics', 200, 'up 1\n', 'does not count commits'],
  ['what a firewall answers', 403, '', 'answers 403'],
  ['metrics before the first commit', 200, histogram(0, 0, 0, 0), 'has committed nothing yet'],
  ['more than any metrics', 200, '#'.repeat(metricsBytesMax + 1), 'more than any metrics of ours'],
])('%s are refused', async (_, status, body, problem) => {
  await expect(readCommitLatency(await answering(status, body))).rejects.toThrow(problem);
});

test('a port where nothing listens, and what is no address, are refused', async () => {
  const url = await answering(200, '');
  await new Promise((resolve) => server!.close(resolve));
  server = undefined;
  await expect(readCommitLatency(url)).rejects.toThrow('does not answer');
  for (const wrong of ['', 'billing', 'file:///etc', 'http://user:secret@host']) {
    const problem = await readCommitLatency(wrong).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(problem).toContain('is no address of a service');
    expect(problem).not.toContain('secret');
  }
});
