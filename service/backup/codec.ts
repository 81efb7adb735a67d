import { Readable, type Transform } from 'node:stream';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { compressionLevel } from '../../policies/backup.ts';

/** Few and large steps: each one is a trip to a thread and back. */
const stepBytes = 512 * 1024;

/**
 * The bytes as one zstd frame with a checksum; frames that follow each other are one stream to every zstd. Throws what the
 * source throws.
 */
export async function* compress(plain: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { ZSTD_c_compressionLevel: level, ZSTD_c_checksumFlag: checksum } = constants;
  const frame = createZstdCompress({ chunkSize: stepBytes, params: { [level]: compressionLevel, [checksum]: 1 } });
  yield* through(gathered(plain), frame);
}

/** The bytes of a frame. Throws what the source throws, and where the bytes are no frame or its checksum does not hold. */
export async function* decompress(stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* through(stored, createZstdDecompress({ chunkSize: stepBytes }));
}

async function* through(bytes: AsyncIterable<Buffer>, frame: Transform): AsyncGenerator<Buffer> {
  const source = Readable.from(bytes, { objectMode: false });
  // A source that fails has to fail the frame too, and a reader that leaves has to end the source.
  source.on('error', (error) => frame.destroy(error));
  try {
    yield* source.pipe(frame) as AsyncIterable<Buffer>;
  } finally {
    source.destroy();
    frame.destroy();
  }
}

/** A pipe hands over 64 KiB at a time. */
async function* gathered(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of source) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes < stepBytes) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(pieces);
}
