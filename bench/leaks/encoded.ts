import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import {
  base64,
  base85,
  binaryPropertyList,
  cbor,
  grpcMessage,
  httpChunks,
  inMembers,
  messagePack,
  packedBy,
  webSocketFrames,
  zip,
} from './encoders.ts';
import type { Derivation } from './leak.ts';
import { pdfWith } from './picture-files.ts';
import { pieces, type Wrap } from './substring.ts';

const ASCII = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Ways to write bytes otherwise that anyone can undo. */
export const ENCODINGS: Readonly<Record<string, Wrap>> = {
  base64: (bytes) => ASCII(base64(bytes)),
  'base64 at another alignment': (bytes, random) =>
    ASCII(`${base64(random.bytes(10)).slice(0, 1 + random.below(9))}${base64(bytes)}`),
  'base64 for URLs, without padding': (bytes) => ASCII(Buffer.from(bytes).toString('base64url')),
  'base64 in lines of 76': (bytes) => ASCII(base64(bytes).replace(/.{76}/g, '$&\r\n')),
  'base64 in a data URL in HTML': (bytes) =>
    ASCII(`<p>report</p><img src="data:image/png;base64,${base64(bytes)}">`),
  hex: (bytes) => ASCII(Buffer.from(bytes).toString('hex')),
  'hex in capitals with spaces': (bytes) =>
    ASCII(Buffer.from(bytes).toString('hex').toUpperCase().replace(/../g, '$& ')),
  'percent-encoded': (bytes) =>
    ASCII(
      `data=${[...bytes].map((byte) => (/[A-Za-z0-9]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`)).join('')}&v=1`,
    ),
  'a form with base64': (bytes) => ASCII(`app=jr&image=${encodeURIComponent(base64(bytes))}&t=1`),
  'JSON with base64': (bytes) => ASCII(JSON.stringify({ device: 'x', payload: { image: base64(bytes) } })),
  'JSON in a string in JSON, slashes escaped': (bytes) =>
    ASCII(JSON.stringify({ event: JSON.stringify({ image: base64(bytes) }).replaceAll('/', '\\/') })),
  'JSON with numbers': (bytes) => ASCII(JSON.stringify({ bytes: [...bytes] })),
  'JSON with signed numbers, indented': (bytes) => ASCII(JSON.stringify([...new Int8Array(bytes)], null, 1)),
  'JSON escapes': (bytes) =>
    ASCII(`{"raw":"${[...bytes].map((byte) => `\\u00${byte.toString(16).padStart(2, '0')}`).join('')}"}`),
  gzip: (bytes) => gzipSync(bytes),
  'gzip at an offset': (bytes, random) =>
    Buffer.concat([random.bytes(7 + random.below(300)), gzipSync(bytes)]),
  zlib: (bytes) => deflateSync(bytes, { level: 1 }),
  'raw deflate': (bytes) => deflateRawSync(bytes),
  brotli: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: (bytes) => packedBy('zstd', bytes),
  xz: (bytes) => packedBy('xz', bytes),
  lz4: (bytes) => packedBy('lz4', bytes),
  bzip2: (bytes) => packedBy('bzip2', bytes),
  // What a stream holds by itself begins nowhere: only all of them together can be unpacked.
  'gzip, in streams of zstd': (bytes) => inMembers(gzipSync(bytes), 30_000, (part) => packedBy('zstd', part)),
  'gzip, in streams of xz': (bytes) => inMembers(gzipSync(bytes), 100_000, (part) => packedBy('xz', part)),
  'gzip, in streams of bzip2': (bytes) =>
    inMembers(gzipSync(bytes), 100_000, (part) => packedBy('bzip2', part)),
  'a PDF with a stream in base 85, deflated': (bytes) =>
    pdfWith('/Filter [/ASCII85Decode /FlateDecode]', ASCII(base85(deflateSync(bytes)))),
  'zip, deflated': (bytes) => zip([{ name: '改个头', stored: deflateRawSync(bytes), plain: bytes }]),
  'zip without its directory': (bytes) => {
    const whole = zip([{ name: 'x', stored: deflateRawSync(bytes), plain: bytes }]);
    return whole.subarray(0, whole.length - 60);
  },
  gRPC: (bytes) => grpcMessage(Buffer.concat([ASCII('\x0a\x03app'), grpcMessage(bytes)])),
  MessagePack: messagePack,
  'CBOR in chunks': cbor,
  'WebSocket, masked': (bytes, random) => webSocketFrames(bytes, random.bytes(4)),
  'HTTP chunks': (bytes, random) => httpChunks(bytes, 50 + random.below(4_000)),
  'binary property list': binaryPropertyList,
  'XML property list': (bytes) =>
    ASCII(
      `<?xml version="1.0"?><plist version="1.0"><dict><key>i</key><data>\n${base64(bytes).replace(/.{60}/g, '$&\n\t')}\n</data></dict></plist>`,
    ),
};

export const ENCODED: readonly Derivation[] = [
  ...Object.entries(ENCODINGS).map(
    ([name, encode]): Derivation => ({
      name,
      class: 'encoded',
      make: async (source, random) => [
        { name: `${name.replaceAll(/\W+/g, '-')}.dat`, bytes: await encode(source.bytes, random) },
      ],
    }),
  ),
  {
    name: 'gzip, then cut in numbered pieces',
    class: 'encoded',
    make: ({ bytes }) => pieces('upload', gzipSync(bytes), 3),
  },
  {
    name: 'base64, then cut in numbered pieces',
    class: 'encoded',
    make: ({ bytes }) => pieces('part', ASCII(base64(bytes)), 3),
  },
];
