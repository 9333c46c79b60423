import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zip } from '../encoders.ts';
import { carveFiles } from './carve-files.ts';

const PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a', 'hex'),
  Buffer.alloc(40, 'picture'),
  Buffer.from('IEND1234', 'latin1'),
]);
const zipped = (bytes: Buffer): Buffer => zip([{ name: 'a', stored: deflateRawSync(bytes), plain: bytes }]);

describe('carving', () => {
  it.each([
    ['a picture behind something else', Buffer.concat([Buffer.alloc(99), PNG, Buffer.alloc(9)])],
    ['what is zipped', zipped(PNG)],
    ['what is packed twice', gzipSync(zipped(PNG))],
  ])('takes out %s', (_name, bytes) => {
    expect(carveFiles(bytes).some((one) => one.equals(PNG))).toBe(true);
  });

  it.each([
    ['what is packed three times', gzipSync(gzipSync(gzipSync(PNG)))],
    ['base64', Buffer.from(PNG.toString('base64'))],
  ])('does not reach %s, as carvers do not', (_name, bytes) => {
    expect(carveFiles(bytes).some((one) => one.equals(PNG))).toBe(false);
  });

  it.each(['', 'PK', '1f8b', '504b0304'])('bears the stump %j', (hex) => {
    expect(carveFiles(Buffer.from(hex, 'hex')).length).toBeGreaterThan(0);
  });
});
