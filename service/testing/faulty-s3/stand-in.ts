import { randomUUID } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { crc32 } from 'node:zlib';

/** The key that the bucket encrypts with where a request names none, as a bucket of ours is set up. */
export const bucketKey = 'arn:aws:kms:us-east-1:000000000000:key/of-the-bucket';

/** What the stand-in can be told to know nothing of, as stores do that are not Amazon's. */
export type Ignorance = 'conditions' | 'locks' | 'lock dates' | 'keys';

export interface Refusal {
  status: number;
  code: string;
}

interface Upload {
  key: string;
  headers: IncomingHttpHeaders;
  begunAt: Date;
  /** By part number. */
  bytes: Map<string, number>;
}

/** One request, read. */
export interface Asked {
  method: string;
  key: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Plays what s3rver knows nothing of, and is a stand-in for Amazon there: Object Lock, KMS, versions, If-None-Match,
 * checksums of whole objects, lists of unfinished uploads and their abortion. It remembers the headers that an object
 * was stored with, answers them as S3 would, and refuses what S3 would refuse. It encrypts nothing.
 */
export class StandIn {
  readonly ignores = new Set<Ignorance>();
  readonly #folder: string;
  readonly #bucket: string;
  readonly #uploads = new Map<string, Upload>();
  /** The headers that HEAD and GET of a key answer; empty while it is being written. */
  readonly #objects = new Map<string, Record<string, string>>();

  /** `folder` is where s3rver keeps its buckets. */
  constructor(folder: string, bucket: string) {
    this.#folder = folder;
    this.#bucket = bucket;
  }

  /** Where s3rver keeps the bytes of an object. */
  fileOf(key: string): string {
    return join(this.#folder, this.#bucket, `${key}._S3rver_object`);
  }

  /** What S3 would refuse. */
  refusalOf({ method, key, query, headers }: Asked): Refusal | undefined {
    const id = query.get('uploadId');
    if (id !== null && this.#uploads.get(id)?.key !== key) return { status: 404, code: 'NoSuchUpload' };
    const found = this.#objects.get(key);
    if (found !== undefined && headers['if-none-match'] === '*' && !this.ignores.has('conditions')) {
      const isBeingWritten = Object.keys(found).length === 0;
      return isBeingWritten
        ? { status: 409, code: 'ConditionalRequestConflict' }
        : { status: 412, code: 'PreconditionFailed' };
    }
    const asked = headers['x-amz-object-lock-retain-until-date'] as string | undefined;
    if (asked !== undefined && new Date(asked) <= new Date()) return { status: 400, code: 'InvalidArgument' };
    const until = found?.['x-amz-object-lock-retain-until-date'];
    if (method === 'DELETE' && id === null && until !== undefined && new Date(until) > new Date()) {
      return { status: 403, code: 'AccessDenied' };
    }
    return undefined;
  }

  /** The whole answer to what s3rver does not know: XML, or nothing. Undefined where s3rver answers. */
  async answer({ method, key, query }: Asked): Promise<string | undefined> {
    const id = query.get('uploadId');
    if (method === 'DELETE' && id !== null) {
      this.#uploads.delete(id);
      await rm(join(this.#folder, this.#bucket, '._S3rver_uploads', id), { recursive: true, force: true });
      return '';
    }
    if (method === 'GET' && query.has('uploads')) return this.#listOfUploads(query.get('prefix') ?? '');
    // Deleting an object without its version only hides it; here its bytes are left as they are, and it is not hidden.
    const version = this.#objects.get(key)?.['x-amz-version-id'];
    return method === 'DELETE' && version !== query.get('versionId') ? '' : undefined;
  }

  /** Before s3rver gets a request: nobody else may now take the name. */
  reserve(asked: Asked): void {
    if (publishes(asked)) this.#objects.set(asked.key, {});
  }

  /** After s3rver answered: remembers what was stored, or forgets it. */
  async settle(asked: Asked, status: number, answer: string): Promise<void> {
    const { method, key, query, headers, body } = asked;
    const id = query.get('uploadId') ?? '';
    if (publishes(asked)) {
      if (status !== 200) this.#objects.delete(key);
      else await this.#remember(key, this.#uploads.get(id) ?? { headers, bytes: new Map([['', body.byteLength]]) });
      this.#uploads.delete(id);
    } else if (method === 'POST' && query.has('uploads')) {
      const begun = /<UploadId>(.*)<\/UploadId>/.exec(answer)?.[1] ?? '';
      this.#uploads.set(begun, { key, headers, begunAt: new Date(), bytes: new Map() });
    } else if (method === 'PUT') {
      this.#uploads.get(id)?.bytes.set(query.get('partNumber') ?? '', body.byteLength);
    } else if (method === 'DELETE') {
      this.#objects.delete(key);
    }
  }

  /** What to answer to HEAD and GET of a key, beside what s3rver does. */
  headersOf({ method, key, headers }: Asked): Record<string, string> {
    if (method !== 'HEAD' && method !== 'GET') return {};
    const { 'x-amz-checksum-crc32': checksum, ...known } = this.#objects.get(key) ?? {};
    const wanted =
      headers['x-amz-checksum-mode'] === 'ENABLED' && headers.range === undefined && checksum !== undefined;
    return wanted ? { ...known, 'x-amz-checksum-crc32': checksum, 'x-amz-checksum-type': 'FULL_OBJECT' } : known;
  }

  async #remember(key: string, { headers, bytes }: Pick<Upload, 'headers' | 'bytes'>): Promise<void> {
    await this.#written(key, [...bytes.values()]);
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(await readFile(this.fileOf(key))));
    const asked = (name: string) => headers[`x-amz-${name}`] as string | undefined;
    const lockedUntil = this.ignores.has('locks') ? undefined : asked('object-lock-retain-until-date');
    const encryptionKey = asked('server-side-encryption-aws-kms-key-id') ?? bucketKey;
    this.#objects.set(key, {
      'x-amz-version-id': randomUUID(),
      'x-amz-checksum-crc32': checksum.toString('base64'),
      ...(lockedUntil && {
        'x-amz-object-lock-mode': asked('object-lock-mode')!,
        'x-amz-object-lock-retain-until-date': this.ignores.has('lock dates') ? '2001-01-01T00:00:00Z' : lockedUntil,
      }),
      ...(!this.ignores.has('keys') && {
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': encryptionKey.replace(
          /^(?!arn:)/,
          'arn:aws:kms:us-east-1:000000000000:key/',
        ),
      }),
    });
  }

  /** s3rver answers while the last bytes are still on their way to its disk; S3 does not. */
  async #written(key: string, parts: number[]): Promise<void> {
    const bytes = parts.reduce((sum, part) => sum + part, 0);
    while ((await stat(this.fileOf(key))).size < bytes) await wait(1);
  }

  #listOfUploads(prefix: string): string {
    const uploads = [...this.#uploads].filter(([, { key }]) => key.startsWith(prefix));
    const entries = uploads.map(
      ([id, { key, begunAt }]) =>
        `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${begunAt.toISOString()}</Initiated></Upload>`,
    );
    return `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${entries.join('')}</ListMultipartUploadsResult>`;
  }
}

/** Whether an object is there once this request has succeeded. */
function publishes({ method, query }: Asked): boolean {
  return method === 'PUT' ? !query.has('uploadId') : method === 'POST' && query.has('uploadId');
}
