import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binaryXml, chunk, type FakeElement, words } from './apk.fake.ts';
import { parseBinaryXml, type XmlElement } from './axml.ts';

const NONE = 0xffffffff;

const MANIFEST: FakeElement = {
  name: 'manifest',
  attributes: { package: 'org.example', versionCode: 7, label: '京东金融' },
  children: [
    { name: 'uses-sdk', attributes: { minSdkVersion: 21 } },
    { name: 'application', attributes: { debuggable: true }, children: [{ name: 'activity' }] },
  ],
};

function plain({ name, attributes, children }: XmlElement): unknown {
  return { name, attributes: Object.fromEntries(attributes), children: children.map(plain) };
}

describe('reading binary XML', () => {
  it.each(['utf16', 'utf8'] as const)(
    'gives elements, attributes and nesting, with strings in %s',
    (encoding) => {
      expect(plain(parseBinaryXml(binaryXml(MANIFEST, encoding)))).toEqual({
        name: 'manifest',
        attributes: { package: 'org.example', versionCode: '7', label: '京东金融' },
        children: [
          { name: 'uses-sdk', attributes: { minSdkVersion: '21' }, children: [] },
          {
            name: 'application',
            attributes: { debuggable: 'true' },
            children: [{ name: 'activity', attributes: {}, children: [] }],
          },
        ],
      });
    },
  );

  it.each([1, 127, 128, 300, 0x7fff])('reads a string of %i characters', (length) => {
    const label = 'a'.repeat(length);
    for (const encoding of ['utf8', 'utf16'] as const) {
      const root = parseBinaryXml(binaryXml({ name: 'm', attributes: { label } }, encoding));
      expect(root.attributes.get('label')).toBe(label);
    }
  });

  it('knows an attribute by its resource id where its name was stripped', () => {
    const stripped = binaryXml({ name: 'm', attributes: { '': 'value' } });
    // The pool has 'm', '' and 'value', in the order in which they were written.
    const pool = stripped.subarray(8, 8 + stripped.readUInt32LE(12));
    const map = chunk(0x0180, Buffer.alloc(0), words(0, 0x01010003, 0));
    const rest = stripped.subarray(8 + pool.length);
    const names = parseBinaryXml(chunk(0x0003, Buffer.alloc(0), Buffer.concat([pool, map, rest]))).attributes;
    expect([...names]).toEqual([['name', 'value']]);
  });
});

/** A document of one pool and one element, each made by hand. */
function document(pool: Buffer, element: Buffer): Buffer {
  return chunk(0x0003, Buffer.alloc(0), Buffer.concat([pool, element]));
}

function pool(count: number, start: number, body: Buffer): Buffer {
  return chunk(0x0001, words(count, 0, 0, start, 0), body);
}

function element(attributeSize: number, count: number, attributes: Buffer): Buffer {
  const body = Buffer.concat([words(NONE, 0), Buffer.alloc(12), attributes]);
  body.writeUInt16LE(20, 8);
  body.writeUInt16LE(attributeSize, 10);
  body.writeUInt16LE(count, 12);
  return chunk(0x0102, words(1, NONE), body);
}

const EMPTY_POOL = pool(0, 28, Buffer.alloc(0));

describe('binary XML that does not hold together', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['three bytes', Buffer.alloc(3)],
    ['text XML', Buffer.from('<?xml version="1.0"?><manifest package="a.b"/>')],
    ['zeros', Buffer.alloc(4_000)],
    ['a document without elements', document(EMPTY_POOL, Buffer.alloc(0))],
    ['a chunk of no size', document(EMPTY_POOL, Buffer.alloc(8))],
    ['a chunk that goes beyond the end', document(EMPTY_POOL, words(0x00080102, 5_000))],
    [
      'a pool that announces four thousand million strings',
      document(pool(NONE, 28, Buffer.alloc(64)), element(20, 0, Buffer.alloc(0))),
    ],
    [
      'strings beyond the end of their pool',
      document(pool(1, 0xfffffff0, Buffer.alloc(64)), element(20, 0, Buffer.alloc(0))),
    ],
    [
      'an element without the attributes that it announces',
      document(EMPTY_POOL, element(20, 3, Buffer.alloc(20))),
    ],
    ['attributes of no size', document(EMPTY_POOL, element(0, 65_535, Buffer.alloc(20)))],
    ['an end that nothing began', document(EMPTY_POOL, chunk(0x0103, words(1, NONE), words(NONE, 0)))],
  ])('is refused in a sentence: %s', (_, bytes) => {
    expect(() => parseBinaryXml(bytes)).toThrow(/^the binary XML is damaged: [a-z]/);
  });

  it('is refused for attributes of no size, of which any number would fit', () => {
    const bytes = document(EMPTY_POOL, element(0, 65_535, Buffer.alloc(20)));
    expect(() => parseBinaryXml(bytes)).toThrow('an attribute of 0 bytes cannot be one');
  });

  it('is refused when its strings lie over one another to make much out of little', () => {
    // A bomb: sixty thousand entries that all name one string of sixty thousand bytes.
    const text = Buffer.alloc(60_000, 0x41);
    text.writeUInt16LE(29_000, 0);
    const count = 60_000;
    const bomb = pool(count, 28 + count * 4, Buffer.concat([Buffer.alloc(count * 4), text]));
    expect(() => parseBinaryXml(document(bomb, element(20, 0, Buffer.alloc(0))))).toThrow(
      /damaged: its strings/,
    );
  });

  it('is refused wherever it is cut off, or is still a whole element', () => {
    const bytes = binaryXml(MANIFEST);
    for (let end = 0; end < bytes.length; end += 1) {
      expect(() => parseBinaryXml(bytes.subarray(0, end)), `cut at ${end}`).toThrow(/damaged/);
    }
  });

  it('never makes anything else of changed bytes than an element or this error', () => {
    const bytes = binaryXml(MANIFEST);
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const changed = Buffer.from(bytes);
        for (const [at, value] of changes) changed.writeUInt8(value, at);
        try {
          expect(typeof parseBinaryXml(changed).name).toBe('string');
        } catch (error) {
          expect(String(error)).toMatch(/the binary XML is damaged/);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
