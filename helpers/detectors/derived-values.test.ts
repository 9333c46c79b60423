import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStimulusId } from '../model/ids.ts';
import { buildValueIndex, detectDerivedValues } from './derived-values.ts';
import { joined, noise } from './images.fake.ts';

const BYTES = noise(1, 500);
const CARD = '6217001234567890123';
const PLACE = { latitude: 38.923711, longitude: 82.451234 };
const index = buildValueIndex([
  {
    id: parseStimulusId('page'),
    bytes: BYTES,
    canaries: [
      { kind: 'digits', value: CARD },
      { kind: 'text', value: '青瓷风筝寄给纸船灯塔123456' },
      { kind: 'file-name', value: 'Screenshot_20190216-101500-123.png' },
      { kind: 'position', value: '38.923711,82.451234' },
      { kind: 'text', value: '48,203.17' },
    ],
  },
]);
const text = (content: string): Uint8Array => Buffer.from(content);
const floats = (size: 4 | 8, little: boolean, ...values: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(size * values.length));
  values.forEach((value, at) => {
    if (size === 8) view.setFloat64(at * 8, value, little);
    else view.setFloat32(at * 4, value, little);
  });
  return new Uint8Array(view.buffer);
};

const ints = (little: boolean, ...values: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, at) => {
    view.setInt32(at * 4, value, little);
  });
  return new Uint8Array(view.buffer);
};
/** As iconv (GNU libc 2.36) writes the text. */
const gb18030 = Buffer.from(
  'c7e0b4c9b7e7f3dd bcc4b8f8 d6bdb4acb5c6cbfe 313233343536'.replaceAll(' ', ''),
  'hex',
);
const utf32 = Buffer.from(
  Uint32Array.from('青瓷风筝寄给纸船灯塔123456', (one) => one.codePointAt(0) ?? 0).buffer,
);

describe('a derived value', () => {
  it.each([
    ['digits', text(`card=${CARD};`), 'its digits'],
    ['digits in groups', text('6217 0012 3456 7890 123'), 'its digits in groups of four'],
    ['digits in UTF-16', Buffer.from(CARD, 'utf16le'), 'its digits, in UTF-16'],
    ['digits at full width', text('６２１７００１２３４５６７８９０１２３'), 'its digits at full width'],
    ['text', text('said 青瓷风筝寄给纸船灯塔123456.'), 'its text'],
    ['text in GB 18030', gb18030, 'its text, in GB18030'],
    ['text in UTF-32', utf32, 'its text, in UTF-32'],
    ['the file’s name', text('/sdcard/Screenshot_20190216-101500-123.jpg'), 'its file’s name'],
    ['MD5', text(createHash('md5').update(BYTES).digest('hex')), 'the MD5 of its file'],
    [
      'SHA-256 in capitals',
      text(createHash('sha256').update(BYTES).digest('hex').toUpperCase()),
      'the SHA256 of its file',
    ],
    ['SHA-1 as bytes', createHash('sha1').update(BYTES).digest(), 'the SHA1 of its file'],
    ['degrees', text('lat=38.92371&lon=82.45123'), 'its place in degrees (WGS 84)'],
    ['longitude first', text('[82.451234, 38.923711]'), 'its place in degrees (WGS 84)'],
    [
      'ten millionths',
      text('{"lo":824512340,"la":389237110}'),
      'its place in parts of 10000000 of a degree (WGS 84)',
    ],
    ['degrees and minutes', text(`38°55.4227'N 82°27.074'E`), 'its place in degrees and minutes (WGS 84)'],
    [
      'NMEA 0183',
      text('$GPGGA,101500,3855.4227,N,08227.0740,E,1'),
      'its place in degrees and minutes (WGS 84)',
    ],
    [
      'ten millionths in 32 bits',
      ints(true, 389237110, 824512340),
      'its place in parts of 10000000 of a degree, in 32 bits (WGS 84)',
    ],
    [
      'millionths in 32 bits, big end first',
      ints(false, 82451234, 38923711),
      'its place in parts of 1000000 of a degree, in 32 bits (WGS 84)',
    ],
    ['sexagesimal', text(`38°55'25.36"N 82°27'4.44"E`), 'its place in degrees, minutes and seconds (WGS 84)'],
    [
      'doubles',
      joined(noise(2, 7), floats(8, true, PLACE.latitude, PLACE.longitude)),
      'its place as floating-point numbers (WGS 84)',
    ],
    [
      'floats, big end first',
      floats(4, false, PLACE.longitude, PLACE.latitude),
      'its place as floating-point numbers (WGS 84)',
    ],
  ])('of the kind %s is found', (_name, data, what) => {
    const [found] = detectDerivedValues(index, joined(noise(5, 333), data, noise(6, 100)));
    expect(found?.what).toBe(what);
  });

  it.each([
    ['the last four digits', text('**** 0123')],
    ['a balance', text('48,203.17')],
    ['other digits of the same form', text('6217001234567890124')],
    ['degrees and whole minutes', text(`38°55'N 82°27'E`)],
    ['32 bits that are 3 m off', ints(true, 389237410, 824512340)],
    ['32 bits far from each other', joined(ints(true, 389237110), noise(3, 40), ints(true, 824512340))],
    ['a rounded place', text('38.9,82.5 38.92,82.45 38.923,82.451')],
    ['a place 20 m away', text('lat=38.923711&lon=82.451464')],
    ['the latitude alone', text('lat=38.923711')],
    ['both numbers far from each other', text(`38.923711${' '.repeat(300)}82.451234`)],
    ['the place in 32 bits that are no numbers', noise(9, 100_000)],
    ['nothing', new Uint8Array()],
  ])('is none: %s', (_name, data) => {
    expect(detectDerivedValues(index, data)).toEqual([]);
  });

  it('of a place in the south and west is found with a sign or a letter', () => {
    const value = '-33.856784,-151.215297';
    const known = buildValueIndex([
      { id: parseStimulusId('a'), bytes: BYTES, canaries: [{ kind: 'position', value }] },
    ]);
    const forms = ['-33.856784,-151.215297', 'S33.856784 W151.215297', `33°51'24.42"S 151°12'55.07"W`];
    for (const form of forms) expect(detectDerivedValues(known, text(form)), form).toHaveLength(1);
    expect(detectDerivedValues(known, ints(true, -338567840, -1512152970))).toHaveLength(1);
  });

  it('points at what says it', () => {
    const [found] = detectDerivedValues(index, joined(noise(5, 10), text(`x ${CARD}`)));
    expect(found).toMatchObject({ stimulus: 'page', offset: 12, length: CARD.length });
  });

  it('that two images share is told of neither', () => {
    const twice = ['one', 'two'].map((id, at) => ({
      id: parseStimulusId(id),
      bytes: noise(at + 20, 99),
      canaries: [{ kind: 'digits', value: CARD } as const],
    }));
    expect(detectDerivedValues(buildValueIndex(twice), text(CARD))).toEqual([]);
  });

  it('in UTF-32, big end first, is found behind zeros, and two zeros alone have nothing looked for', () => {
    const written = Buffer.from(utf32).swap32();
    for (const zeros of [0, 1, 1_000]) {
      const [found] = detectDerivedValues(index, joined(new Uint8Array(zeros), written));
      expect(found).toMatchObject({ what: 'its text, in UTF-32', offset: zeros, length: written.length });
    }
    // Most of a card's image is zeros: each pair of them was held against every such spelling.
    expect(index.has(0)).toBe(false);
  });

  it('of a place is found in degrees wherever the place is, with five decimals or more', () => {
    const degrees = (most: number) => fc.double({ min: 1, max: most, noNaN: true });
    fc.assert(
      fc.property(
        degrees(80),
        degrees(179),
        fc.integer({ min: 5, max: 9 }),
        (latitude, longitude, decimals) => {
          const value = `${latitude.toFixed(6)},${longitude.toFixed(6)}`;
          const known = buildValueIndex([
            { id: parseStimulusId('a'), bytes: BYTES, canaries: [{ kind: 'position', value }] },
          ]);
          const written = text(`{"y":${latitude.toFixed(decimals)},"x":${longitude.toFixed(decimals)}}`);
          expect(detectDerivedValues(known, written)).toHaveLength(1);
        },
      ),
      { numRuns: 60 },
    );
  });
});
