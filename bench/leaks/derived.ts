import { createHash } from 'node:crypto';
import { base64 } from './encoders.ts';
import type { Derivation, MadeFile, Source } from './leak.ts';
import { baidu, degreesMinutesSeconds, geohash, mars, mercator } from './places.ts';
import type { Random } from './random.ts';

const LINES = 40;

/** Only what the image says: each value alone is one that nothing else has. */
export const DERIVED: readonly Derivation[] = [
  ...overDigits({
    digits: (digits) => digits,
    'digits in fours': (digits) => digits.replace(/.{4}(?=.)/g, '$& '),
    'digits with dashes': (digits) => digits.replace(/.{4}(?=.)/g, '$&-'),
    'digits in a JSON number in a string': (digits) => `{"ocr":"\\u5361\\u53f7:${digits}"}`,
    'full-width digits': (digits) =>
      [...digits].map((one) => (/\d/.test(one) ? String.fromCodePoint(0xff10 + Number(one)) : one)).join(''),
    'digits in base64 of JSON': (digits) => base64(Buffer.from(JSON.stringify({ card: digits }))),
  }),
  value('digits in UTF-16', ({ facts }) =>
    facts.digits[0] === undefined ? undefined : Buffer.from(`no=${facts.digits[0]}`, 'utf16le'),
  ),
  ...overTexts({
    text: (text) => Buffer.from(text),
    'text in UTF-16': (text) => Buffer.from(text, 'utf16le'),
    'text in percent escapes': (text) => Buffer.from(encodeURIComponent(text)),
    'text in JSON escapes': (text) =>
      Buffer.from(
        [...text]
          .map((one) => (one > '~' ? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}` : one))
          .join(''),
      ),
  }),
  ...overPlaces({
    'place in degrees': ({ latitude, longitude }) => `lat=${latitude.toFixed(6)}&lng=${longitude.toFixed(6)}`,
    'place, longitude first': ({ latitude, longitude }) => `[${longitude.toFixed(6)},${latitude.toFixed(6)}]`,
    'place in ten millionths': ({ latitude, longitude }) =>
      `{"la":${Math.round(latitude * 1e7)},"lo":${Math.round(longitude * 1e7)}}`,
    'place in degrees, minutes, seconds': ({ latitude, longitude }) =>
      `${degreesMinutesSeconds(latitude)}N ${degreesMinutesSeconds(longitude)}E`,
    'place as geohash': (place) => `geo=${geohash(place, 10)}`,
    'place in GCJ-02': (place) => `${mars(place).latitude.toFixed(6)},${mars(place).longitude.toFixed(6)}`,
    'place in BD-09': (place) => `${baidu(place).latitude.toFixed(6)},${baidu(place).longitude.toFixed(6)}`,
    'place in Mercator metres': (place) =>
      `x=${mercator(place).x.toFixed(2)};y=${mercator(place).y.toFixed(2)}`,
  }),
  value('place in two doubles', ({ facts: { position } }) => {
    if (position === undefined) return undefined;
    const bytes = Buffer.alloc(16);
    bytes.writeDoubleLE(position.latitude, 0);
    bytes.writeDoubleLE(position.longitude, 8);
    return bytes;
  }),
  ...(['md5', 'sha1', 'sha256'] as const).flatMap((name) => [
    value(`${name} of the file`, ({ bytes }) => Buffer.from(hashOf(name, bytes).toString('hex'))),
    value(`${name} of the file, raw`, ({ bytes }) => hashOf(name, bytes)),
  ]),
  value('sha256 of the file in base64', ({ bytes }) => Buffer.from(base64(hashOf('sha256', bytes)))),
  value('file name', ({ name }) => Buffer.from(`/storage/emulated/0/Pictures/${name}`)),
];

function hashOf(name: 'md5' | 'sha1' | 'sha256', bytes: Uint8Array): Buffer {
  return createHash(name).update(bytes).digest();
}

/** In a file of log lines, some thirty lines of which say nothing. No file when the image does not say that. */
function value(name: string, of: (source: Source) => Uint8Array | undefined): Derivation {
  return {
    name,
    class: 'derived',
    make: (source, random) => {
      const bytes = of(source);
      return bytes === undefined ? [] : [logAround(bytes, random)];
    },
  };
}

export function logAround(bytes: Uint8Array, random: Random): MadeFile {
  const lines = (): Buffer =>
    Buffer.from(
      Array.from(
        { length: LINES },
        () =>
          `I/Sync(${random.below(30_000)}): ${random.bytes(6).toString('hex')} ok ${random.below(1_000_000)}\n`,
      ).join(''),
    );
  return {
    name: 'trace.log',
    bytes: Buffer.concat([lines(), Buffer.from('D/Up: '), bytes, Buffer.from('\n'), lines()]),
  };
}

function overDigits(ways: Readonly<Record<string, (digits: string) => string>>): readonly Derivation[] {
  return Object.entries(ways).map(([name, write]) =>
    value(
      name,
      ({
        facts: {
          digits: [first],
        },
      }) => (first === undefined ? undefined : Buffer.from(write(first))),
    ),
  );
}

function overTexts(ways: Readonly<Record<string, (text: string) => Buffer>>): readonly Derivation[] {
  return Object.entries(ways).map(([name, write]) =>
    value(
      name,
      ({
        facts: {
          texts: [first],
        },
      }) => (first === undefined ? undefined : write(first)),
    ),
  );
}

function overPlaces(
  ways: Readonly<Record<string, (place: NonNullable<Source['facts']['position']>) => string>>,
): readonly Derivation[] {
  return Object.entries(ways).map(([name, write]) =>
    value(name, ({ facts: { position } }) =>
      position === undefined ? undefined : Buffer.from(write(position)),
    ),
  );
}
