import { Readable } from 'node:stream';
import { GetObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';

interface Reading {
  client: S3Client;
  at: { Bucket: string; Key: string };
  /** What HEAD said: how long the object is, and which one, so that no other is read half way. */
  head: HeadObjectCommandOutput;
  /** Connections in a row that may bring nothing. */
  triesMax: number;
}

/**
 * The bytes of an object. A connection that is cut or stands still is made anew and goes on where it ended, because a
 * restore reads for an hour; so does one that the store closed while a slow reader left it alone. Read in one go, the
 * SDK checks the bytes against the checksum that S3 keeps of the whole object; in several, the manifest's hash does.
 */
export async function* readObject({ client, at, head, triesMax }: Reading): AsyncGenerator<Uint8Array> {
  const total = head.ContentLength ?? 0;
  let offset = 0;
  for (let fruitless = 0; ;) {
    const wanted = offset === 0 ? { ChecksumMode: 'ENABLED' as const } : { Range: `bytes=${offset}-` };
    const answer = await client.send(new GetObjectCommand({ ...at, IfMatch: head.ETag, ...wanted }));
    if (offset > 0 && !answer.ContentRange?.startsWith(`bytes ${offset}-`)) {
      throw new Error(`asked for what follows byte ${offset}, the store answered with something else`);
    }
    let problem: unknown;
    try {
      for await (const chunk of answer.Body as Readable as AsyncIterable<Buffer>) {
        offset += chunk.byteLength;
        fruitless = 0;
        yield chunk;
      }
      if (offset === total) return;
      problem = new Error(`its body ended after ${offset} of ${total} bytes`);
    } catch (error) {
      problem = error;
    }
    // With all bytes there, it is the checksum that does not fit, and reading again would not mend those we have given.
    fruitless += 1;
    if (offset >= total || fruitless >= triesMax) throw problem;
  }
}
