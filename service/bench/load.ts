import { connect, type Socket } from 'node:net';
import { createHistogram } from 'node:perf_hooks';

/**
 * The sender, in a process of its own: every connection sends its next request when the answer to its last one is in.
 * Written on bare sockets, because a general HTTP client costs more for each request than what is measured here, and
 * would hide the differences. Talks IPC: says `ready` when the requests are made, waits for `go`, says `warm` when it
 * begins to count, ends with a result.
 */
export interface LoadOptions {
  port: number;
  connections: number;
  /** Sent but not counted, so that nobody is measured while its code is still being compiled. */
  warmSeconds: number;
  seconds: number;
  /** No faster than this, all connections together; as fast as answers come where it is not said. */
  requestsPerSecondMax?: number;
  /** Which requests: those of a bench's requests.ts, which exports `requestsOf`, and what it is told. */
  requests: { bench: 'webhook' | 'api' | 'outbox'; options: object };
}

/** What such a module exports: makes what can be made before the clock starts, and gives the next request, or none more. */
export type RequestsOf<Options extends object> = (options: Options & { port: number }) => () => Buffer | undefined;

export interface LoadResult {
  requests: number;
  /** Answers other than 200. */
  refused: number;
  seconds: number;
  p50Milliseconds: number;
  p99Milliseconds: number;
}

const endOfHead = Buffer.from('\r\n\r\n');

const options = JSON.parse(process.argv[2]!) as LoadOptions;
const { requestsOf } = (await import(`./${options.requests.bench}/requests.ts`)) as { requestsOf: RequestsOf<object> };
const nextRequest = requestsOf({ ...options.requests.options, port: options.port });
process.send!('ready');
process.once('message', () => void run());

async function run(): Promise<void> {
  const latency = createHistogram();
  let refused = 0;
  const start = performance.now() + options.warmSeconds * 1000;
  const end = start + options.seconds * 1000;
  setTimeout(() => process.send!('warm'), options.warmSeconds * 1000);
  const take = () => (performance.now() > end ? undefined : nextRequest());
  const pause = pacing(options.requestsPerSecondMax ?? Infinity);
  await Promise.all(
    Array.from({ length: options.connections }, () =>
      oneConnection(take, pause, (milliseconds, ok) => {
        if (performance.now() < start) return;
        latency.record(Math.max(1, Math.round(milliseconds * 1000)));
        if (!ok) refused += 1;
      }),
    ),
  );
  const result: LoadResult = {
    requests: latency.count,
    refused,
    seconds: (performance.now() - start) / 1000,
    p50Milliseconds: latency.percentile(50) / 1000,
    p99Milliseconds: latency.percentile(99) / 1000,
  };
  process.send!(result, () => process.disconnect());
}

/** Gives out the times at which requests may leave, evenly, and says how many milliseconds are left until the next one. */
function pacing(requestsPerSecondMax: number): () => number {
  let next = performance.now();
  return () => {
    const now = performance.now();
    const left = next - now;
    next = Math.max(next, now - 1000) + 1000 / requestsPerSecondMax;
    return left;
  };
}

function oneConnection(
  take: () => Buffer | undefined,
  pause: () => number,
  answered: (milliseconds: number, ok: boolean) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    let sentAt = 0;
    let received = Buffer.alloc(0);
    const send = () => {
      const request = take();
      if (request === undefined) return socket.end();
      sentAt = performance.now();
      return socket.write(request);
    };
    const sendInTime = () => {
      const milliseconds = pause();
      if (milliseconds > 0) setTimeout(send, milliseconds);
      else send();
    };
    socket.on('connect', sendInTime);
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      if (!isWhole(received)) return;
      answered(performance.now() - sentAt, received.subarray(9, 12).toString('latin1') === '200');
      received = Buffer.alloc(0);
      sendInTime();
    });
    socket.on('close', () => resolve());
    socket.on('error', reject);
  });
}

function isWhole(answer: Buffer): boolean {
  const head = answer.indexOf(endOfHead);
  if (head === -1) return false;
  const length = /content-length: (\d+)/i.exec(answer.toString('latin1', 0, head))?.[1] ?? '0';
  return answer.length >= head + endOfHead.length + Number(length);
}
