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
  const frame = createZstdCompress({ params: { [level]: compressionLevel, [checksum]: 1 } });
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

/**
 * A pipe hands over 64 KiB at a time. The pieces are laid into buffers that are used again in turn: new ones would have
 * the collector run after every few of them. A buffer comes round when the frame has long taken what was in it, because
 * the stream between them holds no more than one.
 */
async function* gathered(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const buffers = Array.from({ length: 4 }, () => Buffer.allocUnsafeSlow(stepBytes));
  let turn = 0;
  let filled = 0;
  for await (let piece of source) {
    while (piece.length > 0) {
      const copied = piece.copy(buffers[turn]!, filled);
      filled += copied;
      piece = piece.subarray(copied);
      if (filled < stepBytes) continue;
      yield buffers[turn]!;
      turn = (turn + 1) % buffers.length;
      filled = 0;
    }
  }
  if (filled > 0) yield buffers[turn]!.subarray(0, filled);
}
