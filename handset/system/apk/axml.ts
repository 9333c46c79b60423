/** An element of an Android binary XML document (frameworks/base ResourceTypes.h). */
export interface XmlElement {
  readonly name: string;
  /** Attributes by name without namespace; values as text: strings as they are, numbers in decimal, booleans as words. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
}

const DOCUMENT = 0x0003;
const STRING_POOL = 0x0001;
const RESOURCE_MAP = 0x0180;
const START_ELEMENT = 0x0102;
const END_ELEMENT = 0x0103;
const UTF8_FLAG = 0x100;
const TYPE_STRING = 0x03;
const TYPE_BOOLEAN = 0x12;
const ATTRIBUTE_BYTES = 20;

/** Attributes that are known by resource id only, as in manifests whose names were stripped (android.R.attr). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0x01010001, 'label'],
  [0x01010003, 'name'],
  [0x01010006, 'permission'],
  [0x01010009, 'protectionLevel'],
  [0x0101000b, 'sharedUserId'],
  [0x0101000f, 'debuggable'],
  [0x01010010, 'exported'],
  [0x01010018, 'authorities'],
  [0x01010021, 'targetPackage'],
  [0x0101020c, 'minSdkVersion'],
  [0x01010280, 'allowBackup'],
  [0x01010027, 'scheme'],
  [0x01010270, 'targetSdkVersion'],
  [0x01010271, 'maxSdkVersion'],
  [0x01010272, 'testOnly'],
  [0x01010527, 'networkSecurityConfig'],
  [0x01010603, 'requestLegacyExternalStorage'],
  [0x0101021b, 'versionCode'],
  [0x0101021c, 'versionName'],
]);

/** Far more than the strings of any manifest, however they share their bytes. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** Parses a binary XML document; throws, in a sentence, on anything that does not hold together. */
export function parseBinaryXml(bytes: Buffer): XmlElement {
  try {
    return readDocument(bytes);
  } catch (cause) {
    // Reading beyond the end of a chunk is what damage looks like.
    const why = cause instanceof RangeError ? 'something goes beyond the end of its chunk' : messageOf(cause);
    throw new Error(`the binary XML is damaged: ${why}`, { cause });
  }
}

function readDocument(bytes: Buffer): XmlElement {
  const root: XmlElement = { name: '', attributes: new Map(), children: [] };
  const open: XmlElement[] = [root];
  let strings: readonly string[] = [];
  let resourceIds: readonly number[] = [];
  for (const { type, chunk } of chunksOf(bytes)) {
    if (type === STRING_POOL) strings = readStrings(chunk);
    else if (type === RESOURCE_MAP) resourceIds = readIds(chunk);
    else if (type === START_ELEMENT) {
      const element = readElement(chunk, strings, resourceIds);
      open.at(-1)?.children.push(element);
      open.push(element);
    } else if (type === END_ELEMENT) {
      if (open.length === 1) throw new Error('an element ends that did not begin');
      open.pop();
    }
  }
  const [top] = root.children;
  if (top === undefined || open.length > 1) throw new Error('the document has no element that is whole');
  return top;
}

/** The chunks that the document is made of, which fill it exactly. */
function* chunksOf(bytes: Buffer): Generator<{ readonly type: number; readonly chunk: Buffer }> {
  if (bytes.readUInt16LE(0) !== DOCUMENT) throw new Error('it does not begin as one');
  const end = bytes.readUInt32LE(4);
  if (end > bytes.length) throw new Error(`it ends after ${bytes.length} bytes of ${end}`);
  for (let offset = Math.max(8, bytes.readUInt16LE(2)); offset + 8 <= end; ) {
    const size = bytes.readUInt32LE(offset + 4);
    if (size < 8 || offset + size > end) throw new Error(`a chunk at ${offset} does not fit into it`);
    yield { type: bytes.readUInt16LE(offset), chunk: bytes.subarray(offset, offset + size) };
    offset += size;
  }
}

function readStrings(chunk: Buffer): readonly string[] {
  const count = chunk.readUInt32LE(8);
  const utf8 = (chunk.readUInt32LE(16) & UTF8_FLAG) !== 0;
  const start = chunk.readUInt32LE(20);
  const strings: string[] = [];
  let characters = 0;
  for (let index = 0; index < count; index += 1) {
    const at = start + chunk.readUInt32LE(28 + index * 4);
    const text = utf8 ? readUtf8(chunk, at) : readUtf16(chunk, at);
    characters += text.length;
    // Entries may share bytes, so that a small pool can hold any amount of text.
    if (characters > MOST_CHARACTERS) throw new Error('its strings are too long altogether');
    strings.push(text);
  }
  return strings;
}

/** Two lengths, each of one byte or two: in characters, then in bytes. */
function readUtf8(chunk: Buffer, at: number): string {
  const afterCharacters = at + ((chunk.readUInt8(at) & 0x80) === 0 ? 1 : 2);
  const first = chunk.readUInt8(afterCharacters);
  const long = (first & 0x80) !== 0;
  const length = long ? ((first & 0x7f) << 8) | chunk.readUInt8(afterCharacters + 1) : first;
  const start = afterCharacters + (long ? 2 : 1);
  return chunk.toString('utf8', start, start + length);
}

function readUtf16(chunk: Buffer, at: number): string {
  const first = chunk.readUInt16LE(at);
  const long = (first & 0x8000) !== 0;
  const length = long ? ((first & 0x7fff) << 16) | chunk.readUInt16LE(at + 2) : first;
  const start = at + (long ? 4 : 2);
  return chunk.toString('utf16le', start, start + length * 2);
}

function readIds(chunk: Buffer): readonly number[] {
  const ids: number[] = [];
  for (let at = 8; at + 4 <= chunk.length; at += 4) ids.push(chunk.readUInt32LE(at));
  return ids;
}

function readElement(chunk: Buffer, strings: readonly string[], resourceIds: readonly number[]): XmlElement {
  const name = strings[chunk.readUInt32LE(20)] ?? '';
  const first = 16 + chunk.readUInt16LE(24);
  const size = chunk.readUInt16LE(26);
  if (size < ATTRIBUTE_BYTES) throw new Error(`an attribute of ${size} bytes cannot be one`);
  const attributes = new Map<string, string>();
  for (let index = 0; index < chunk.readUInt16LE(28); index += 1) {
    const at = first + index * size;
    const nameIndex = chunk.readUInt32LE(at + 4);
    const attribute = strings[nameIndex] || NAMES.get(resourceIds[nameIndex] ?? 0);
    if (attribute !== undefined) attributes.set(attribute, readValue(chunk, at, strings));
  }
  return { name, attributes, children: [] };
}

function readValue(chunk: Buffer, at: number, strings: readonly string[]): string {
  const type = chunk.readUInt8(at + 15);
  const value = chunk.readUInt32LE(at + 16);
  if (type === TYPE_STRING) return strings[value] ?? '';
  if (type === TYPE_BOOLEAN) return value === 0 ? 'false' : 'true';
  return String(value);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
