import { deflateSync } from 'node:zlib';
import { array, assert, constantFrom, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Layer } from './layer.ts';
import { noise, waysTo } from './layers.fake.ts';
import { ASCII85, CONTENT, LZW } from './packed.fake.ts';
import { decodePicture } from './pixels/decode-picture.ts';
import { unwrap } from './unwrap.ts';

const SECRET = noise(1, 700);
const LETTERS = Buffer.from(noise(9, 6_000).map((byte) => 65 + (byte & 15)));

function pdf(entries: string, body: Buffer, length = `${body.length}`): Buffer {
  return Buffer.concat([
    Buffer.from(`%PDF-1.4\n7 0 obj\n<< ${entries} /Length ${length} >>\nstream\r\n`),
    body,
    Buffer.from('\nendstream\nendobj\n8 0 obj\n12\nendobj\n'),
  ]);
}

/** ISO 32000-1, 7.4.5: runs of up to 128 bytes as they are. */
const runs = (bytes: Buffer): Buffer =>
  Buffer.concat([
    ...Array.from({ length: Math.ceil(bytes.length / 128) }, (_, at) => {
      const run = bytes.subarray(at * 128, at * 128 + 128);
      return Buffer.concat([Buffer.from([run.length - 1]), run]);
    }),
    Buffer.from([128]),
  ]);

const HEX = Buffer.from(`${SECRET.toString('hex').replaceAll(/(.{60})/g, '$1\n')}>`);
const STREAMS: readonly (readonly [string, Buffer, Buffer, string])[] = [
  ['deflated', pdf('/Filter /FlateDecode', deflateSync(SECRET)), SECRET, 'PDF stream, FlateDecode'],
  [
    'deflated with a header that no other tool writes',
    pdf('/Filter/FlateDecode', Buffer.concat([Buffer.from('4889', 'hex'), deflateSync(SECRET).subarray(2)])),
    SECRET,
    'PDF stream, FlateDecode',
  ],
  [
    'of a length that stands elsewhere',
    pdf('/Filter [/FlateDecode]', deflateSync(SECRET), '8 0 R'),
    SECRET,
    'PDF stream, FlateDecode',
  ],
  [
    'of a wrong length',
    pdf('/Filter [/FlateDecode]', deflateSync(SECRET), '99'),
    SECRET,
    'PDF stream, FlateDecode',
  ],
  ['in hex', pdf('/Filter /ASCIIHexDecode', HEX), SECRET, 'PDF stream, ASCIIHexDecode'],
  [
    'in base 85, deflated',
    pdf(
      '/Filter [ /ASCII85Decode /FlateDecode ] /DecodeParms [null null]',
      Buffer.concat([ASCII85, Buffer.from('~>')]),
    ),
    CONTENT,
    'PDF stream, ASCII85Decode, FlateDecode',
  ],
  ['in runs', pdf('/Filter /RunLengthDecode', runs(SECRET)), SECRET, 'PDF stream, RunLengthDecode'],
  ['LZW', pdf('/Filter /LZWDecode', LZW), LETTERS, 'PDF stream, LZWDecode'],
  [
    'LZW as the standard has it for an example',
    pdf('/Filter /LZWDecode', Buffer.from('800b6050220c0c8501', 'hex')),
    Buffer.from('-----A---B'),
    'PDF stream, LZWDecode',
  ],
  [
    'an object stream',
    pdf(
      '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode',
      deflateSync(Buffer.from(`1 0 (${CONTENT.subarray(0, 200)})`)),
    ),
    CONTENT.subarray(0, 200),
    'PDF stream, FlateDecode',
  ],
];

describe('a stream of a PDF', () => {
  it.each(STREAMS)('%s is read', (_, document, content, way) => {
    expect(waysTo(document, content)).toContain(way);
  });

  it('is left alone when its filter is unknown, and so not said to be understood', () => {
    const { children } = unwrap(pdf('/Filter /JPXDecode', noise(3, 400))).root;
    expect(children).toEqual([]);
  });

  it('says that it is cut off', () => {
    const [layer] = unwrap(pdf('/Filter /ASCIIHexDecode', HEX).subarray(0, 900)).root.children;
    expect(layer).toMatchObject({ label: 'PDF stream, ASCIIHexDecode', complete: false });
  });

  it('ends within its bounds, whatever is changed in it', () => {
    const change = tuple(integer({ min: 0, max: 100_000 }), integer({ min: 0, max: 255 }));
    assert(
      property(
        constantFrom(...STREAMS),
        array(change, { minLength: 1, maxLength: 6 }),
        ([, document], changes) => {
          const broken = Buffer.from(document);
          for (const [at, byte] of changes) broken[at % broken.length] = byte;
          return layersIn(unwrap(broken).root).every(({ bytes, children }) =>
            children.every(
              ({ from }) => from.start >= 0 && from.start <= from.end && from.end <= bytes.length,
            ),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

const [WIDTH, HEIGHT] = [40, 30];
/** Brighter to the right, darker below: nothing like what is read a row too early or in the wrong order. */
const GREY = Buffer.from(
  Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => 5 * (at % WIDTH) + 55 - Math.floor(at / WIDTH)),
);
const each = (of: (value: number) => readonly number[]): Buffer => Buffer.from([...GREY].flatMap(of));
const image = (entries: string, samples: Buffer): Buffer =>
  pdf(
    `/Subtype /Image /Width ${WIDTH} /Height ${HEIGHT} /Filter /FlateDecode ${entries}`,
    deflateSync(samples),
  );

/** PNG (third edition), 9.2: each row in the next of the five ways, with pixels of two bytes. */
function pngRows(): Buffer {
  const at = (row: number, x: number): number => (row < 0 || x < 0 ? 0 : (GREY[row * WIDTH + x] ?? 0));
  return Buffer.concat(
    Array.from({ length: HEIGHT }, (_, row) => {
      const bytes = Array.from({ length: WIDTH }, (__, x) => {
        const [left, up, corner] = [at(row, x - 2), at(row - 1, x), at(row - 1, x - 2)];
        const near = [left, up, corner].sort(
          (a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b),
        );
        return at(row, x) - ([0, left, up, (left + up) >> 1, near[0] ?? 0][row % 5] ?? 0);
      });
      return Buffer.from([row % 5, ...bytes]);
    }),
  );
}

describe('an image of a PDF becomes a picture', () => {
  it.each([
    ['of grey', image('/BitsPerComponent 8 /ColorSpace /DeviceGray', GREY), 0],
    [
      'of colour',
      image(
        '/BitsPerComponent 8 /ColorSpace /DeviceRGB',
        each((value) => [value, value, value]),
      ),
      0,
    ],
    [
      'of colour as a printer has it',
      image(
        '/BitsPerComponent 8 /ColorSpace 9 0 R',
        each((value) => [0, 0, 0, 255 - value]),
      ),
      0,
    ],
    [
      'of 16 bits',
      image(
        '/BitsPerComponent 16',
        each((value) => [value, 7]),
      ),
      0,
    ],
    [
      'of 4 bits',
      image('/BitsPerComponent 4', Buffer.from(GREY.toString('hex').replaceAll(/(.)./g, '$1'), 'hex')),
      16,
    ],
    [
      'whose rows are differences as in TIFF',
      image(
        `/BitsPerComponent 8 /DecodeParms << /Predictor 2 /Columns ${WIDTH} >>`,
        Buffer.from(GREY.map((value, at) => value - (at % WIDTH === 0 ? 0 : (GREY[at - 1] ?? 0)))),
      ),
      0,
    ],
    [
      'whose rows are differences as in PNG',
      image(
        `/BitsPerComponent 8 /DecodeParms << /Predictor 15 /Colors 2 /Columns ${WIDTH / 2} >>`,
        pngRows(),
      ),
      0,
    ],
  ])('%s', (_, document, error) => {
    const [picture] = layersIn(unwrap(document).root)
      .map(({ bytes }) => decodePicture(bytes))
      .filter((one) => one !== undefined);
    if (picture?.kind !== 'pixels') expect.unreachable(`${JSON.stringify(picture)}`);
    expect([picture.width, picture.height]).toEqual([WIDTH, HEIGHT]);
    const worst = Math.max(...GREY.map((value, at) => Math.abs(value - (picture.values[at] ?? 0))));
    expect(worst).toBeLessThanOrEqual(error);
  });

  it('but not when there are fewer samples than it says', () => {
    const document = image('/BitsPerComponent 8', GREY.subarray(1));
    expect(layersIn(unwrap(document).root).map(({ label }) => label)).not.toContain(
      'PDF stream, FlateDecode as a picture',
    );
  });
});

function layersIn(root: Layer): readonly Layer[] {
  return [root, ...root.children.flatMap(layersIn)];
}
