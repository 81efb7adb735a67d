import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { compressionLevel } from '../../policies/backup.ts';

/** Few and large steps: each one is a trip to a thread and back. */
const chunkSize = 512 * 1024;

/** One zstd frame with a checksum. Frames that follow each other are one stream to every zstd. */
export function compressor() {
  const { ZSTD_c_compressionLevel: level, ZSTD_c_checksumFlag: checksum } = constants;
  return createZstdCompress({ chunkSize, params: { [level]: compressionLevel, [checksum]: 1 } });
}

export function decompressor() {
  return createZstdDecompress({ chunkSize });
}
