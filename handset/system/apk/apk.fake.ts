import { crc32 } from 'node:zlib';

/** An element of a manifest for tests: a number becomes an integer attribute, a boolean one of that type. */
export interface FakeElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly children?: readonly FakeElement[];
}

const NO_STRING = 0xffffffff;

/** Writes a binary XML document as aapt does, with a string pool of UTF-16 or UTF-8. */
export function binaryXml(root: FakeElement, encoding: 'utf16' | 'utf8' = 'utf16'): Buffer {
  const strings: string[] = [];
  const indexOf = (text: string): number => {
    if (!strings.includes(text)) strings.push(text);
    return strings.indexOf(text);
  };
  const body = elementChunks(root, indexOf);
  return chunk(0x0003, Buffer.alloc(0), Buffer.concat([stringPool(strings, encoding), body]));
}

/** A chunk of the format: type, size of its header, size of all, the rest of the header, the body. */
export function chunk(type: number, head: Buffer, body: Buffer): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt16LE(type, 0);
  start.writeUInt16LE(8 + head.length, 2);
  start.writeUInt32LE(8 + head.length + body.length, 4);
  return Buffer.concat([start, head, body]);
}

export function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}

function stringPool(strings: readonly string[], encoding: 'utf16' | 'utf8'): Buffer {
  const encoded = strings.map((text) => (encoding === 'utf8' ? utf8(text) : utf16(text)));
  const offsets: number[] = [];
  let end = 0;
  for (const bytes of encoded) {
    offsets.push(end);
    end += bytes.length;
  }
  const head = words(strings.length, 0, encoding === 'utf8' ? 0x100 : 0, 28 + strings.length * 4, 0);
  const body = Buffer.concat([words(...offsets), ...encoded]);
  return chunk(0x0001, head, Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]));
}

function utf8(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const length = (count: number): readonly number[] =>
    count < 0x80 ? [count] : [0x80 | (count >> 8), count & 0xff];
  return Buffer.concat([Buffer.from([...length(text.length), ...length(bytes.length)]), bytes, Buffer.of(0)]);
}

function utf16(text: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return Buffer.concat([length, Buffer.from(text, 'utf16le'), Buffer.alloc(2)]);
}

function elementChunks(element: FakeElement, indexOf: (text: string) => number): Buffer {
  const attributes = Object.entries(element.attributes ?? {});
  const start = Buffer.alloc(20);
  start.writeUInt32LE(NO_STRING, 0);
  start.writeUInt32LE(indexOf(element.name), 4);
  start.writeUInt16LE(20, 8);
  start.writeUInt16LE(20, 10);
  start.writeUInt16LE(attributes.length, 12);
  const written = attributes.map(([name, value]) => attributeBytes(indexOf(name), value, indexOf));
  const line = words(1, NO_STRING);
  return Buffer.concat([
    chunk(0x0102, line, Buffer.concat([start, ...written])),
    ...(element.children ?? []).map((child) => elementChunks(child, indexOf)),
    chunk(0x0103, line, words(NO_STRING, indexOf(element.name))),
  ]);
}

function attributeBytes(
  name: number,
  value: string | number | boolean,
  indexOf: (text: string) => number,
): Buffer {
  const kind = typeof value === 'string' ? 0x03 : typeof value === 'boolean' ? 0x12 : 0x10;
  const word =
    typeof value === 'string' ? indexOf(value) : typeof value === 'boolean' ? (value ? -1 : 0) : value;
  return words(NO_STRING, name, NO_STRING, (kind << 24) | 8, word >>> 0);
}

/** A ZIP archive of stored entries: enough of an APK for the package manager. */
export function zipOf(entries: Readonly<Record<string, Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(entries)) {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(bytes.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), bytes]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, rest, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), end]);
}
