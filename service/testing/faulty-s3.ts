import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer, type IncomingMessage, request as ask, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { type Fault, Faults, refusalOf, type Trouble } from './faulty-s3/faults.ts';
import { type Asked, type Ignorance, StandIn } from './faulty-s3/stand-in.ts';

export interface SeenRequest {
  method: string;
  /** The key, decoded, without the bucket. */
  key: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
}

export interface FaultyS3 {
  /** For `BILLING_BACKUP_STORE` and its like: `s3://bucket/backups?…` with endpoint and path-style. */
  url: string;
  /** Credentials that it takes. */
  environment: Record<string, string>;
  /** Gets coming requests into trouble. Several faults stand in line: the first that fits a request hits it. */
  fail: (fault: Fault) => void;
  /** Forgets all faults, also those that have not happened. */
  recover: () => void;
  /** What the stand-in shall know nothing of, from now on. */
  ignores: Set<Ignorance>;
  /** Every request so far, also those that failed. */
  requests: SeenRequest[];
  /** The file with the bytes of an object, for tests that damage it. `key` with the prefix `backups/`. */
  fileOf: (key: string) => string;
  stop: () => Promise<void>;
}

/**
 * A real s3rver in a temporary folder, behind a proxy that gets requests into trouble and, as a stand-in for Amazon,
 * plays what s3rver does not know: faulty-s3/stand-in.ts says what that is. Requests reach s3rver whole or not at all,
 * as S3 takes them. Listings have pages of `pageKeysMax`; s3rver itself manages no more than 1,000 objects.
 */
export async function startFaultyS3({ bucket = 'backups', pageKeysMax = 1000 } = {}): Promise<FaultyS3> {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-s3-'));
  const options = { address: '127.0.0.1', port: 0, silent: true, directory: folder };
  const s3rver = new S3rver({ ...options, configureBuckets: [{ name: bucket, configs: [] }] });
  const { port } = await s3rver.run();
  const proxy = new FaultyProxy({ port, bucket, pageKeysMax, standIn: new StandIn(folder, bucket) });
  const endpoint = await proxy.listen();
  const query = new URLSearchParams({ region: 'us-east-1', endpoint, 'path-style': 'on' });
  return {
    url: `s3://${bucket}/backups?${query.toString()}`,
    environment: { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
    fail: (fault) => proxy.faults.add(fault),
    recover: () => proxy.faults.clear(),
    ignores: proxy.standIn.ignores,
    requests: proxy.requests,
    fileOf: (key) => proxy.standIn.fileOf(key),
    stop: async () => {
      await proxy.close();
      await s3rver.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Route {
  port: number;
  bucket: string;
  pageKeysMax: number;
  standIn: StandIn;
}

class FaultyProxy {
  readonly faults = new Faults();
  readonly requests: SeenRequest[] = [];
  readonly standIn: StandIn;
  readonly #route: Route;
  readonly #agent = new Agent({ keepAlive: false });
  readonly #server: Server;

  constructor(route: Route) {
    this.#route = route;
    this.standIn = route.standIn;
    this.#server = createServer((request, response) => {
      // A connection that is cut, by either side, is what this is for.
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const trouble = this.faults.next(request);
    const asked = await this.#read(request, trouble);
    if (asked === undefined || trouble === 'stall') return;
    const refusal = refusalOf(trouble) ?? this.standIn.refusalOf(asked);
    if (refusal !== undefined) return refuse(response, refusal);
    const played = await this.standIn.answer(asked);
    if (played !== undefined) return void response.writeHead(played === '' ? 204 : 200).end(played);
    this.standIn.reserve(asked);
    const answer = await this.#forward(request, asked);
    if (isRead(asked)) return passBytes(answer, response, trouble, this.standIn.headersOf(asked));
    const text = await textOf(answer);
    await this.standIn.settle(asked, answer.statusCode ?? 0, text);
    if (trouble === 'lose-answer') return void response.destroy();
    const isList = asked.query.has('list-type') && answer.statusCode === 200;
    const body = isList ? pageOf(text, asked.query, this.#route.pageKeysMax) : text;
    const length = isList ? { 'content-length': Buffer.byteLength(body) } : {};
    response.writeHead(answer.statusCode ?? 0, { ...answer.headers, ...length, ...this.standIn.headersOf(asked) });
    response.end(body);
  }

  /** The request with its whole body; undefined where its connection was cut on the way. */
  async #read(request: IncomingMessage, trouble: Trouble | undefined): Promise<Asked | undefined> {
    const { method = '', headers } = request;
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://s3');
    const key = decodeURIComponent(pathname).slice(`/${this.#route.bucket}/`.length);
    this.requests.push({ method, key, query, headers });
    const bytesMax = trouble === 'reset' ? 0 : method === 'PUT' ? cutOf(trouble) : Infinity;
    const chunks: Buffer[] = [];
    let bytes = 0;
    if (bytesMax === 0) return void request.socket.destroy();
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes >= bytesMax) return void request.socket.destroy();
    }
    return { method, key, query, headers, body: Buffer.concat(chunks) };
  }

  async #forward(request: IncomingMessage, { query, body }: Asked): Promise<IncomingMessage> {
    const { port } = this.#route;
    const { method, headers } = request;
    const url = new URL(request.url ?? '', 'http://s3');
    // s3rver makes its tokens of pages with a cipher that Node no longer has: it is asked for one page, and we cut it.
    if (query.has('list-type'))
      for (const option of ['max-keys', 'continuation-token']) url.searchParams.delete(option);
    const path = `${url.pathname}${url.search}`;
    const forwarded = ask({ host: '127.0.0.1', port, method, path, headers, agent: this.#agent });
    forwarded.end(body);
    const [answer] = (await once(forwarded, 'response')) as [IncomingMessage];
    return answer;
  }
}

/** Whether the answer is an object's bytes. */
function isRead({ method, key }: Asked): boolean {
  return method === 'GET' && key !== '';
}

function cutOf(trouble: Trouble | undefined): number {
  return typeof trouble === 'object' && 'cutAfterBytes' in trouble ? trouble.cutAfterBytes : Infinity;
}

function refuse(response: ServerResponse, { status, code }: { status: number; code: string }): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>${code}, as ordered or as S3 would</Message></Error>`);
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function passBytes(
  answer: IncomingMessage,
  response: ServerResponse,
  trouble: Trouble | undefined,
  headers: Record<string, string>,
): Promise<void> {
  response.writeHead(answer.statusCode ?? 0, { ...answer.headers, ...headers });
  const isStall = typeof trouble === 'object' && 'stallAfterBytes' in trouble;
  let left = isStall ? trouble.stallAfterBytes : cutOf(trouble);
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    const passed = chunk.subarray(0, left);
    left -= passed.byteLength;
    // Written before the cut, or it would be lost with it.
    await new Promise((resolve, reject) =>
      response.write(passed, (error) => (error ? reject(error) : resolve(passed))),
    );
    if (left > 0) continue;
    if (!isStall) response.destroy();
    return;
  }
  response.end();
}

/** Plays the pages of a listing; a token is the number of the entry that the page begins with. */
function pageOf(list: string, query: URLSearchParams, pageKeysMax: number): string {
  const entries = list.match(/<Contents>.*?<\/Contents>/gs) ?? [];
  const start = Number(query.get('continuation-token') ?? 0);
  const end = start + Math.min(pageKeysMax, Number(query.get('max-keys') ?? Infinity));
  const more = end < entries.length ? `<NextContinuationToken>${end}</NextContinuationToken>` : '';
  const page = entries.slice(start, end).join('');
  return `<ListBucketResult><IsTruncated>${more !== ''}</IsTruncated>${more}${page}</ListBucketResult>`;
}
