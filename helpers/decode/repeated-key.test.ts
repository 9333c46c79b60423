import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noise, waysTo } from './layers.fake.ts';
import { CONTENT, ZIP } from './packed.fake.ts';
import { unwrap } from './unwrap.ts';

const SECRET = noise(1, 700);
const JPEG = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100', 'hex'), SECRET]);
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), SECRET]);
const xored = (bytes: Buffer, key: Uint8Array): Buffer =>
  Buffer.from(bytes.map((byte, at) => byte ^ (key[at % key.length] ?? 0)));

const WEBP = Buffer.concat([Buffer.from('RIFF\x84\x03\0\0WEBPVP8 ', 'latin1'), SECRET]);
const added = (bytes: Buffer, key: Uint8Array): Buffer =>
  Buffer.from(bytes.map((byte, at) => byte + (key[at % key.length] ?? 0)));

describe('a repeating key', () => {
  it.each([
    ['of one byte', JPEG, Buffer.from('5a', 'hex'), 'XORed with 0x5a'],
    ['of four bytes', JPEG, Buffer.from('01c2f3a4', 'hex'), 'XORed with 0x01c2f3a4'],
    ['of a word', PNG, Buffer.from('jdfinance'), 'XORed with 0x6a6466696e616e6365'],
  ])('%s is taken off what begins as a picture', (_name, file, key, way) => {
    expect(waysTo(xored(file, key), SECRET)).toContain(way);
  });

  it.each([
    ['one byte', JPEG, Buffer.from('11', 'hex'), 'with a key added, 0x11'],
    ['three bytes', PNG, Buffer.from('01c2f3', 'hex'), 'with a key added, 0x01c2f3'],
  ])('of %s is taken off when it was added', (_name, file, key, way) => {
    expect(waysTo(added(file, key), SECRET)).toContain(way);
  });

  it('is taken off a zip, whoever made it', () => {
    expect(
      waysTo(xored(ZIP, Buffer.from('5a', 'hex')), Buffer.from(CONTENT.subarray(0, 200))),
    ).toContainEqual(expect.stringMatching(/^XORed with 0x5a > zip entry/));
  });

  it('is taken off a WebP, whose length nobody knows', () => {
    expect(waysTo(xored(WEBP, Buffer.from('01c2f3a4', 'hex')), SECRET)).toContain('XORed with 0x01c2f3a4');
  });

  it('is taken off what was packed before it was hidden', () => {
    const packed = gzipSync(JPEG);
    packed[9] = 0; // Which system it was made on, which a library leaves open.
    expect(waysTo(xored(packed, Buffer.from('beef', 'hex')), SECRET)).toContain('XORed with 0xbeef > gzip');
  });

  it('is none of what begins as nothing that is known, nor of the picture itself', () => {
    for (const file of [noise(5, 900), JPEG, new Uint8Array(900)])
      expect(unwrap(file).root.children.map(({ label }) => label ?? '')).not.toContainEqual(
        expect.stringMatching(/^XORed|added/),
      );
  });

  it('of up to eight bytes is found whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 8 }), (key) => {
        fc.pre(key.some((byte) => byte !== 0));
        const hidden = xored(JPEG, key);
        // What looks like text or another format from the start on is read as that.
        fc.pre(
          !unwrap(hidden).root.children.some(
            ({ label, from }) => from.start < 64 && !/^XORed/.test(label ?? ''),
          ),
        );
        fc.pre(hidden.subarray(0, 64).some((byte) => byte < 9 || byte > 126));
        expect(waysTo(hidden, SECRET)).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });
});
