declare const brand: unique symbol;

/** A path of the phone, byte by byte: one character of latin1 for each byte. Paths need not be UTF-8. */
export type RawPath = string & { readonly [brand]: 'RawPath' };

/** The path in the bytes of some output, which was read as latin1. */
export function rawPath(latin1: string): RawPath {
  return latin1 as RawPath;
}

/** The bytes of a path that the harness knows as text. */
export function rawPathOf(text: string): RawPath {
  return Buffer.from(text, 'utf8').toString('latin1') as RawPath;
}

// The Unicode Standard 15.0, table 3-7: well-formed UTF-8 byte sequences. Anything else is one byte by itself.
const SEQUENCES =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** The path as text: UTF-8, with each byte that is not part of it written `\xHH`. */
export function shownPath(raw: RawPath): string {
  return raw.replace(SEQUENCES, (bytes) =>
    bytes.length === 1
      ? `\\x${bytes.charCodeAt(0).toString(16)}`
      : Buffer.from(bytes, 'latin1').toString('utf8'),
  );
}
