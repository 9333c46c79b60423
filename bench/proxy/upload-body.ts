import { createHash, randomBytes } from 'node:crypto';

/** Bytes to upload, of any size without holding them: one random block, over and over, numbered. */
export interface UploadBody {
  readonly bytes: number;
  readonly sha256: string;
  blocks(): Iterable<Buffer>;
}

const BLOCK_BYTES = 1 << 18;

export function createUploadBody(megabytes: number): UploadBody {
  const random = randomBytes(BLOCK_BYTES);
  const count = (megabytes * (1 << 20)) / BLOCK_BYTES;
  function* blocks(): Iterable<Buffer> {
    for (let number = 0; number < count; number += 1) {
      const block = Buffer.from(random);
      block.writeUInt32BE(number);
      yield block;
    }
  }
  const hash = createHash('sha256');
  for (const block of blocks()) hash.update(block);
  return { bytes: count * BLOCK_BYTES, sha256: hash.digest('hex'), blocks };
}
