import { crc32, deflateSync } from 'node:zlib';

const SIDE = 48;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** A byte for the row's filter before its pixels. */
const ROW = SIDE + 1;

/** How many random bytes `noiseImage` takes. */
export const NOISE_BYTES = SIDE * SIDE;

/** A small grey PNG of nothing but noise: no other image is alike. For controls that nobody has to look at. */
export function noiseImage(noise: Uint8Array): Buffer {
  if (noise.length !== NOISE_BYTES) throw new RangeError(`the noise has ${noise.length} bytes`);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header[8] = 8; // Bits for each pixel; the rest is zero: grey, nothing interlaced.
  const rows = Buffer.alloc(SIDE * ROW);
  for (let row = 0; row < SIDE; row += 1)
    rows.set(noise.subarray(row * SIDE, (row + 1) * SIDE), row * ROW + 1);
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([SIGNATURE, ...chunks]);
}

/** PNG (third edition), 5.3: length, name, content, and a check of the latter two. */
function chunk(name: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
