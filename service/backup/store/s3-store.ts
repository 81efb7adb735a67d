import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import {
  storeStallSecondsMax,
  storeTriesMax,
  uploadPieceBytes,
  uploadPiecesInFlightMax,
} from '../../../policies/backup.ts';
import { exitCode, Failure } from '../../../failure.ts';
import { assertName, isName } from './name.ts';
import { translateOwnErrors } from './own-errors.ts';
import { PassingBody } from './passing-body.ts';
import { isNameless, s3Failure, statusOf, type Whereabouts } from './s3-failure.ts';
import { whatIsWrong } from './s3-proof.ts';
import { readObject } from './s3-reading.ts';
import { parseS3Url, type S3Location } from './s3-url.ts';
import type { Receipt, Store, StoredObject } from './store.ts';

/** How long a request may take. */
interface S3Limits {
  /** Tries of one request, the first one included. */
  triesMax: number;
  /** How long a connection may stand still. */
  stallSecondsMax: number;
}

const policy: S3Limits = { triesMax: storeTriesMax, stallSecondsMax: storeStallSecondsMax };

/**
 * The store at `s3://bucket/prefix?region=…&endpoint=…&path-style=on&kms-key=…&object-lock=off`; README.md in this folder
 * says what each means. Credentials come from the SDK's own chain. Throws a Failure (exit 2) for a URL that it can not
 * read. Nothing is asked of the bucket yet. `limits` are the policy's, and smaller ones in tests.
 */
export async function openS3Store(url: string, variable: string, limits = policy): Promise<Store> {
  const location = parseS3Url(url, variable);
  const stallMilliseconds = limits.stallSecondsMax * 1000;
  const client = new S3Client({
    ...(location.region !== undefined && { region: location.region }),
    ...(location.endpoint !== undefined && { endpoint: location.endpoint }),
    forcePathStyle: location.pathStyle,
    maxAttempts: limits.triesMax,
    requestHandler: { connectionTimeout: stallMilliseconds, socketTimeout: stallMilliseconds },
    // It would close the connection after each piece, and a new one costs more than a piece that is sent in vain.
    expectContinueHeader: false,
    // Only a body that is read from its beginning to its end can be held against the object's checksum.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  try {
    await client.config.region();
  } catch (cause) {
    throw new Failure(`${variable} names no region, and neither does AWS_REGION`, {
      fix: 'add it: ?region=eu-west-1',
      exitCode: exitCode.wrongUse,
      cause,
    });
  }
  return new S3Store(client, location, variable, limits);
}

/** The metadata by which a put knows its own object again. */
const markName = 'bulkhead-put';

/**
 * Backups in a bucket. Every piece goes up with its CRC32, and the whole object's is what S3 makes of them: S3 refuses
 * a piece that does not fit, and the SDK a body that does not when it is read. (A SHA-256 of several pieces would be a
 * hash of hashes, which nobody can check against a body. The manifest has the SHA-256 of the whole.)
 */
class S3Store implements Store {
  readonly place: string;
  readonly kind = 'S3 bucket';
  readonly lockMode: Store['lockMode'];
  readonly #client: S3Client;
  readonly #location: S3Location;
  readonly #whereabouts: Whereabouts;
  readonly #limits: S3Limits;

  constructor(client: S3Client, location: S3Location, variable: string, limits: S3Limits) {
    this.place = `s3://${location.bucket}${location.prefix && `/${location.prefix}`}`;
    this.lockMode = location.objectLock ? 'COMPLIANCE' : null;
    this.#client = client;
    this.#location = location;
    this.#whereabouts = { place: this.place, variable };
    this.#limits = limits;
  }

  async put(name: string, body: AsyncIterable<Uint8Array>, options: { retainUntil?: Date } = {}): Promise<Receipt> {
    const passing = new PassingBody(body);
    const receipt = this.#ask('storing', name, async (at) => {
      // For stores that do not know If-None-Match, and so that nobody dumps a database in vain.
      if ((await this.#head(at)) !== undefined) throw this.#taken(name);
      const { kmsKey, objectLock } = this.#location;
      const lockedUntil = objectLock ? wholeSecond(options.retainUntil) : undefined;
      const stored = await this.#upload(name, at, passing, lockedUntil);
      const wrong = whatIsWrong(stored, { bytes: passing.bytes, kmsKey, lockedUntil });
      if (wrong !== undefined) throw await this.#takenBack(name, wrong);
      return { bytes: passing.bytes, encryptionKey: stored.SSEKMSKeyId ?? null };
    });
    return receipt.catch((error: unknown) => {
      passing.rethrow();
      throw error;
    });
  }

  async open(name: string): Promise<Readable> {
    return this.#ask('reading', name, async (at) => {
      const head = (await this.#head(at)) ?? (await this.#askForCode(at));
      const bytes = readObject({ client: this.#client, at, head, triesMax: this.#limits.triesMax });
      const translate = (error: unknown) => s3Failure(error, `reading ${JSON.stringify(name)}`, this.#whereabouts);
      return Readable.from(translateOwnErrors(bytes, translate), { objectMode: false });
    });
  }

  async list(prefix: string): Promise<StoredObject[]> {
    const { bucket: Bucket } = this.#location;
    const base = this.#keyOf('');
    const objects: StoredObject[] = [];
    try {
      for await (const page of paginateListObjectsV2({ client: this.#client }, { Bucket, Prefix: base + prefix })) {
        for (const { Key = '', Size: bytes = 0, LastModified: storedAt = new Date(0) } of page.Contents ?? []) {
          const name = Key.slice(base.length);
          if (isName(name)) objects.push({ name, bytes, storedAt });
        }
      }
    } catch (error) {
      throw s3Failure(error, 'listing', this.#whereabouts);
    }
    return objects.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async lockedUntil(name: string): Promise<Date | undefined> {
    return this.#ask('looking up the lock of', name, async (at) => {
      const until = (await this.#head(at))?.ObjectLockRetainUntilDate;
      return until !== undefined && until > new Date() ? until : undefined;
    });
  }

  async remove(name: string): Promise<void> {
    await this.#ask('removing', name, async (at) => {
      const head = await this.#head(at);
      if (head === undefined) return;
      const { ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: hold, VersionId } = head;
      if ((until !== undefined && until > new Date()) || hold === 'ON') {
        const why = hold === 'ON' ? 'by a legal hold' : `until ${until?.toISOString()}`;
        throw new Failure(`${JSON.stringify(name)} in ${this.place} is locked ${why}`, {
          fix: 'leave it until the lock is over, or the hold lifted: nobody can remove it earlier',
        });
      }
      // Without its version, a versioned bucket would only hide the object, and keep its bytes.
      await this.#client.send(new DeleteObjectCommand({ ...at, ...(VersionId !== undefined && { VersionId }) }));
    });
  }

  async removeUnfinished(begunBefore: Date): Promise<number> {
    const { bucket: Bucket } = this.#location;
    let removed = 0;
    try {
      for await (const { Key, UploadId, Initiated } of this.#unfinished()) {
        if (Initiated === undefined || Initiated >= begunBefore) continue;
        await this.#client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
        removed += 1;
      }
    } catch (error) {
      throw s3Failure(error, 'removing what is unfinished', this.#whereabouts);
    }
    return removed;
  }

  async *#unfinished() {
    let page: Partial<ListMultipartUploadsCommandOutput> = {};
    do {
      page = await this.#client.send(
        new ListMultipartUploadsCommand({
          Bucket: this.#location.bucket,
          Prefix: this.#keyOf(''),
          KeyMarker: page.NextKeyMarker,
          UploadIdMarker: page.NextUploadIdMarker,
        }),
      );
      yield* page.Uploads ?? [];
    } while (page.IsTruncated === true);
  }

  /** Uploads the body and returns what HEAD then says of the object. Throws where it is not there, or is another's. */
  async #upload(
    name: string,
    at: At,
    body: PassingBody,
    lockedUntil: Date | undefined,
  ): Promise<HeadObjectCommandOutput> {
    const { kmsKey } = this.#location;
    const mark = randomUUID();
    const upload = new Upload({
      client: this.#client,
      partSize: uploadPieceBytes,
      queueSize: uploadPiecesInFlightMax,
      params: {
        ...at,
        Body: Readable.from(body),
        IfNoneMatch: '*',
        ChecksumAlgorithm: 'CRC32',
        ChecksumType: 'FULL_OBJECT',
        Metadata: { [markName]: mark },
        ...(lockedUntil && { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: lockedUntil }),
        // aws:kms without a key would mean Amazon's own key; without either, the bucket's default holds.
        ...(kmsKey !== undefined && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKey }),
      },
    });
    let failure: unknown;
    await upload.done().catch((error: unknown) => (failure = error));
    body.rethrow();
    // The answer to a try that succeeded may have been lost, and the next one then found the name taken, by ourselves.
    const stored = await this.#head(at).catch((error: unknown) => void (failure ??= error));
    if (stored?.Metadata?.[markName] === mark) return stored;
    if (failure === undefined || isTaken(failure)) throw this.#taken(name);
    throw failure as Error;
  }

  /** Removes what was stored otherwise than asked for, if the store lets us, and says how that went. */
  async #takenBack(name: string, { problem, fix }: { problem: string; fix: string }): Promise<Failure> {
    const outcome = await this.remove(name).then(
      () => 'it was removed',
      () => 'it could not be removed',
    );
    return new Failure(`${JSON.stringify(name)} was stored in ${this.place}, but ${problem}; ${outcome}`, { fix });
  }

  /** What HEAD says of an object, or undefined where there is none. */
  async #head(at: At): Promise<HeadObjectCommandOutput | undefined> {
    try {
      return await this.#client.send(new HeadObjectCommand(at));
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      if (isNameless(error)) await this.#askForCode(at);
      throw error;
    }
  }

  /** An answer to HEAD has no body, and so no code of what is wrong. GET fails in the same way, but says it. */
  async #askForCode(at: At): Promise<HeadObjectCommandOutput> {
    const { Body, ...head } = await this.#client.send(new GetObjectCommand(at));
    (Body as Readable).destroy();
    return head;
  }

  async #ask<T>(doing: string, name: string, question: (at: At) => Promise<T>): Promise<T> {
    assertName(name, this.place);
    try {
      return await question({ Bucket: this.#location.bucket, Key: this.#keyOf(name) });
    } catch (error) {
      throw s3Failure(error, `${doing} ${JSON.stringify(name)}`, this.#whereabouts);
    }
  }

  #keyOf(name: string): string {
    const { prefix } = this.#location;
    return prefix === '' ? name : `${prefix}/${name}`;
  }

  #taken(name: string): Failure {
    return new Failure(`${this.place} already has ${JSON.stringify(name)}, or is getting it from another put`, {
      fix: 'choose another name: objects are never written over',
    });
  }
}

interface At {
  Bucket: string;
  Key: string;
}

/** S3 keeps whole seconds: rounded up, so that what it answers is never earlier than what was asked for. */
function wholeSecond(date: Date | undefined): Date | undefined {
  return date && new Date(Math.ceil(date.getTime() / 1000) * 1000);
}

/** Somebody has the name, or is about to. */
function isTaken(error: unknown): boolean {
  return [412, 409].includes(statusOf(error) ?? 0);
}
