import { deflateRawSync, gzipSync } from 'node:zlib';
import { DISGUISES } from './disguised.ts';
import { ENCODINGS } from './encoded.ts';
import { base64, multipart, zip } from './encoders.ts';
import type { Derivation } from './leak.ts';
import type { Random } from './random.ts';
import { COMBINED_REMAKES, remadeAs } from './remade.ts';
import { sqliteLog, sqliteWith, sqliteWithout } from './sqlite.ts';
import { pieces } from './substring.ts';

/** Encodings that make sense one around the other. */
const OUTER = [
  'gzip',
  'zip, deflated',
  'base64',
  'JSON with base64',
  'zstd',
  'gRPC',
  'CBOR in chunks',
  'hex',
  'brotli',
] as const;
const HIDING = ['XOR with one byte', 'XOR with 4 bytes', 'inverted', 'a constant added', 'reversed'] as const;
const COMBINATIONS = 8;

/** Up to three things done one after the other: what each of them does alone is in the other classes. */
export const COMBINED: readonly Derivation[] = [
  ...Array.from(
    { length: COMBINATIONS },
    (_, at): Derivation => ({
      name: `encoded thrice, ${at + 1}`,
      class: 'combined',
      make: async (source, random) => [
        {
          name: 'packed.dat',
          bytes: await encoded(await encoded(await encoded(source.bytes, random), random), random),
        },
      ],
    }),
  ),
  ...COMBINED_REMAKES.map(
    (remake): Derivation => ({
      name: `${remake}, then encoded twice`,
      class: 'combined',
      make: async (source, random, others) => {
        const picture = await remadeAs(remake, source, random, others);
        return [{ name: 'packed.dat', bytes: await encoded(await encoded(picture, random), random) }];
      },
    }),
  ),
  ...HIDING.map(
    (hiding): Derivation => ({
      name: `${hiding}, then encoded`,
      class: 'combined',
      make: async (source, random) => [
        { name: 'packed.dat', bytes: await encoded(disguised(hiding, source.bytes, random), random) },
      ],
    }),
  ),
  ...HIDING.map(
    (hiding): Derivation => ({
      name: `re-made, ${hiding}, then encoded`,
      class: 'combined',
      make: async (source, random, others) => {
        const picture = await remadeAs(random.pick(COMBINED_REMAKES), source, random, others);
        return [{ name: 'packed.dat', bytes: await encoded(disguised(hiding, picture, random), random) }];
      },
    }),
  ),
  {
    name: 'gzip, base64, in a row of SQLite',
    class: 'combined',
    make: async ({ bytes }) => [
      { name: 'queue.db', bytes: await sqliteWith(Buffer.from(base64(gzipSync(bytes)))) },
    ],
  },
  {
    name: 'gzip, base64, in a row of SQLite that is only in its log',
    class: 'combined',
    make: async ({ bytes }) => [
      { name: 'queue.db-wal', bytes: sqliteLog(await sqliteWith(Buffer.from(base64(gzipSync(bytes))))) },
    ],
  },
  {
    name: 'base64, in a row of SQLite that was deleted',
    class: 'combined',
    make: async ({ bytes }) => [{ name: 'queue.db', bytes: await sqliteWithout(Buffer.from(base64(bytes))) }],
  },
  {
    name: 'zipped, XOR with one byte, then cut in numbered pieces',
    class: 'combined',
    make: ({ bytes }, random) => {
      const packed = zip([{ name: 'x', stored: deflateRawSync(bytes), plain: bytes }]);
      return pieces('part', disguised('XOR with one byte', packed, random), 3);
    },
  },
  {
    name: 'what it says, in JSON, gzip, base64',
    class: 'combined',
    make: ({ facts: { digits, texts } }) => {
      const [said] = [...digits, ...texts];
      if (said === undefined) return [];
      const report = gzipSync(JSON.stringify({ app: 'jr', ocr: { lines: [said], score: 0.93 } }));
      return [{ name: 'event.log', bytes: Buffer.from(`event=${base64(report)}\n`) }];
    },
  },
  {
    name: 'JPEG 60, XOR with one byte',
    class: 'combined',
    make: async (source, random, others) => [
      {
        name: 'kept.dat',
        bytes: disguised('XOR with one byte', await remadeAs('JPEG 60', source, random, others), random),
      },
    ],
  },
  {
    name: 'JPEG 60 and XOR with 4 bytes, in a gzipped multipart body',
    class: 'combined',
    make: async (source, random, others) => {
      const hidden = disguised('XOR with 4 bytes', await remadeAs('JPEG 60', source, random, others), random);
      const body = multipart(
        [{ head: 'Content-Disposition: form-data; name="d"', bytes: hidden }],
        random.bytes(8).toString('hex'),
      );
      return [{ name: 'body.http', bytes: gzipSync(body) }];
    },
  },
  {
    name: 'ten images of a zip, this one in the middle',
    class: 'combined',
    make: async (source, random, others) => {
      const picture = await remadeAs('to 360 px', source, random, others);
      const plain = (): { name: string; stored: Buffer; plain: Buffer } => {
        const bytes = random.bytes(9_000);
        return { name: `${random.below(1e9)}.dat`, stored: bytes, plain: bytes };
      };
      const entries = [
        plain(),
        plain(),
        plain(),
        { name: 'w.jpg', stored: picture, plain: picture },
        plain(),
        plain(),
      ];
      return [{ name: 'backup.zip', bytes: zip(entries) }];
    },
  },
];

async function encoded(bytes: Uint8Array, random: Random): Promise<Uint8Array> {
  const encode = ENCODINGS[random.pick(OUTER)];
  if (encode === undefined) throw new RangeError('an encoding has another name now');
  return await encode(bytes, random);
}

function disguised(name: string, bytes: Uint8Array, random: Random): Uint8Array {
  const disguise = DISGUISES[name];
  if (disguise === undefined) throw new RangeError(`there is no disguise called ${name}`);
  return disguise(bytes, random);
}
