import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { assert, constantFrom, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from './budget.ts';
import type { Layer } from './layer.ts';
import { noise, waysTo } from './layers.fake.ts';
import { unwrap } from './unwrap.ts';

const SECRET = noise(1, 700);
const text = (content: string): Buffer => Buffer.from(content);
const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0');
const lines = (content: string, width: number, end: string): string =>
  content.replaceAll(new RegExp(`(.{${width}})`, 'g'), `$1${end}`);
const hexText = text(SECRET.toString('hex').repeat(2));
const lengthOf = ({ length }: Buffer): Buffer => Buffer.from(Uint32Array.of(length).buffer);
const escaped = (bytes: Buffer): string =>
  [...bytes].map((byte) => (byte === 0x41 ? 'A' : `\\u00${hexOf(byte)}`)).join('');

describe('unwrapping', () => {
  it.each([
    ['gzip', gzipSync(SECRET), 'gzip'],
    [
      'gzip in two members',
      Buffer.concat([gzipSync(SECRET.subarray(0, 99)), gzipSync(SECRET.subarray(99))]),
      'gzip',
    ],
    ['gzip behind anything', Buffer.concat([noise(2, 333), gzipSync(SECRET), noise(3, 99)]), 'gzip'],
    ['zlib', deflateSync(SECRET), 'zlib'],
    ['zlib behind anything', Buffer.concat([noise(2, 333), deflateSync(SECRET), noise(3, 99)]), 'zlib'],
    ['deflate without a mark', deflateRawSync(SECRET), 'deflate'],
    [
      'deflate behind a header that nobody knows',
      Buffer.concat([noise(4, 24), deflateRawSync(text(SECRET.toString('hex').repeat(2)))]),
      'deflate > hex',
    ],
    [
      'brotli behind a header that ends with its length',
      Buffer.concat([
        Buffer.from('0a03617070000000', 'hex'),
        lengthOf(brotliCompressSync(hexText)),
        brotliCompressSync(hexText),
      ]),
      'behind its length > brotli > hex',
    ],
    ['base64', text(`{"image":"${SECRET.toString('base64')}"}`), 'base64'],
    ['base64 for addresses', text(`?d=${SECRET.toString('base64url')}&e=1`), 'base64'],
    ['base64 behind the folder of an address', text(`/up/${SECRET.toString('base64')}`), 'base64'],
    ['base64 in lines', text(lines(SECRET.toString('base64'), 76, '\r\n')), 'base64'],
    ['base64 in short lines', text(lines(SECRET.toString('base64'), 24, '\n')), 'base64'],
    [
      'base64 whose plus signs a form has made blanks',
      text(SECRET.toString('base64').replaceAll('+', ' ')),
      'base64',
    ],
    ['hex', text(`x=${SECRET.toString('hex')}`), 'hex'],
    ['hex behind a digit', text(`a${SECRET.toString('hex').toUpperCase()}`), 'hex'],
    ['numbers in JSON', text(JSON.stringify([...SECRET])), 'list of numbers'],
    ['numbers in JSON, one a line', text(JSON.stringify([...SECRET], null, 12)), 'list of numbers'],
    ['numbers with a sign', text(JSON.stringify([...new Int8Array(SECRET)])), 'list of numbers'],
    ['hex numbers with blanks', text([...SECRET].map(hexOf).join(' ')), 'list of hex numbers'],
    [
      'hex numbers as programs write them',
      text([...SECRET].map((byte) => `0x${hexOf(byte)}`).join(', ')),
      'list of hex numbers',
    ],
    ['hex escapes', text([...SECRET].map((byte) => `\\x${hexOf(byte)}`).join('')), 'list of hex numbers'],
    [
      'percent escapes',
      text(`a=1&b=${[...SECRET].map((byte) => `%${hexOf(byte)}`).join('')}&c=2`),
      'percent escapes',
    ],
    ['escapes of JSON', text(`{"a":"${escaped(SECRET)}","b":1}`), 'escaped string'],
    [
      'JSON in a string in JSON',
      text(JSON.stringify({ body: JSON.stringify({ image: escaped(SECRET) }) })),
      'escaped string > escaped string > escaped string',
    ],
    [
      'a part of a form',
      Buffer.concat([
        text('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x\r\nA: b\r\n\r\n'),
        SECRET,
        text('\r\n--x--\r\n'),
      ]),
      'multipart part 2',
    ],
    [
      'base64 in gzip in base64',
      text(gzipSync(text(SECRET.toString('base64'))).toString('base64')),
      'base64 > gzip > base64',
    ],
  ])('finds what is written as %s', (_, object, way) => {
    expect(waysTo(object, SECRET)).toContain(way);
  });

  it('says of which bytes a layer was made', () => {
    const object = text(`{"image":"${SECRET.toString('base64')}"}`);
    expect(unwrap(object).root.children[0]).toMatchObject({ label: 'base64', from: { start: 10, end: 944 } });
  });

  it.each([
    ['gzip', gzipSync(text('word '.repeat(500)), { level: 1 })],
    ['zlib', deflateSync(noise(5, 4_000))],
    [
      'brotli',
      brotliCompressSync(text(Array.from({ length: 900 }, (_, at) => `line ${at * at}\n`).join(''))),
    ],
  ])('keeps what stood before a cut in %s, and says that it was cut', (_, whole) => {
    const [layer] = unwrap(whole.subarray(0, whole.length - 20)).root.children;
    expect(layer).toMatchObject({ complete: false });
    expect(layer?.bytes.length).toBeGreaterThan(0);
  });

  it('takes a number for a length only when it is exact', () => {
    const labels = (more: number): readonly unknown[] =>
      unwrap(
        Buffer.concat([Buffer.from('00010203', 'hex'), lengthOf(SECRET.subarray(more)), SECRET]),
      ).root.children.map(({ label }) => label);
    expect(labels(0)).toContain('behind its length');
    expect(labels(1)).not.toContain('behind its length');
  });

  it('keeps what stood before a break', () => {
    const content = noise(6, 100_000);
    const broken = gzipSync(content, { level: 0 });
    // Where the second block says how long it is.
    broken.fill(7, 10 + 5 + 65_535, 10 + 5 + 65_535 + 5);
    const [layer] = unwrap(broken).root.children;
    expect(layer).toMatchObject({ complete: false });
    const kept = layer?.bytes.length ?? 0;
    expect(kept).toBeGreaterThan(50_000);
    expect(layer?.bytes).toEqual(content.subarray(0, kept));
  });
});

describe('the limits of unwrapping', () => {
  const nested = (depth: number): Buffer => (depth === 0 ? SECRET : gzipSync(nested(depth - 1)));

  it('are said when there is more below: depth', () => {
    expect(unwrap(nested(4), { ...LIMITS, depth: 4 }).reached).toEqual([]);
    expect(unwrap(nested(5), { ...LIMITS, depth: 4 }).reached).toEqual(['depth']);
  });

  it('are said when a bomb goes off: bytes', () => {
    const limits = { ...LIMITS, bytes: 1_000_000 };
    const { root, reached } = unwrap(gzipSync(Buffer.alloc(5_000_000)), limits);
    expect(reached).toEqual(['bytes']);
    expect(layersIn(root).reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(1_000_500);
  });

  it('are said when there are too many pieces: layers', () => {
    const many = Array.from({ length: 20 }, (_, at) => noise(at, 60).toString('base64')).join('"');
    expect(unwrap(text(many), { ...LIMITS, layers: 80 }).reached).toEqual([]);
    expect(unwrap(text(many), { ...LIMITS, layers: 79 }).reached).toEqual(['layers']);
  });

  it('are said when it takes too long: work', () => {
    expect(unwrap(noise(7, 5_000), { ...LIMITS, work: 1_000 }).reached).toEqual(['work']);
  });
});

describe('whatever it is given', () => {
  it('ends, and gives layers that stand within their parents', () => {
    const seed = constantFrom(
      gzipSync(SECRET),
      deflateSync(SECRET),
      text(JSON.stringify({ a: escaped(SECRET) })),
    );
    assert(
      property(seed, uint8Array({ minLength: 1, maxLength: 8 }), (whole, changes) => {
        const broken = Buffer.from(whole);
        for (const [at, change] of changes.entries()) broken[(change * (at + 7)) % broken.length] = change;
        return layersIn(unwrap(broken).root).every(({ bytes, children }) =>
          children.every(({ from }) => from.start >= 0 && from.start <= from.end && from.end <= bytes.length),
        );
      }),
      { numRuns: 60 },
    );
  });
});

function layersIn(root: Layer): readonly Layer[] {
  return [root, ...root.children.flatMap(layersIn)];
}
