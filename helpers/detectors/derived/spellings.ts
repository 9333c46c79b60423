import { createHash } from 'node:crypto';
import type { SaidValue } from '../../model/finding.ts';
import type { Canary } from '../../model/stimulus.ts';
import { inCharsets } from './charsets.ts';

/** Bytes that say a value of an image, and in words what they are. */
export interface Spelling {
  readonly bytes: Uint8Array;
  readonly what: string;
  readonly kind: SaidValue['kind'];
}

/** Shorter values are had by more than one image: a balance, a date. */
export const LEAST_CHARACTERS = 12;

/**
 * Every way in which a value that one image alone has is written, as far as decoders do not undo it anyway (escapes, percent
 * signs, base64). Places are not among them: they are numbers.
 */
export function spellingsOf(bytes: Uint8Array, canaries: readonly Canary[]): readonly Spelling[] {
  return [...hashes(bytes), ...canaries.flatMap(spelled)];
}

function spelled({ kind, value }: Canary): readonly Spelling[] {
  switch (kind) {
    case 'digits':
      return value.length < LEAST_CHARACTERS ? [] : digits(value);
    case 'text':
      return Buffer.byteLength(value) < LEAST_CHARACTERS ? [] : written(value, 'its text', kind);
    case 'qr-code':
      return written(value, 'what its QR code says', kind);
    case 'file-name':
      return fileName(value);
    // The key is no value of the image that anybody else could read off it; a time is that of everything then.
    case 'pattern-key':
    case 'position':
    case 'time':
      return [];
  }
}

function digits(value: string): readonly Spelling[] {
  const groups = value.replace(/.{4}(?=.)/g, '$& ');
  return [
    ...written(value, 'its digits', 'digits'),
    ...written(groups, 'its digits in groups of four', 'digits'),
    ...written(groups.replaceAll(' ', '-'), 'its digits in groups of four', 'digits'),
    ...written(
      value.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
      'its digits at full width',
      'digits',
    ),
  ];
}

/** With the time to the second in it, or as many random characters: a camera's counter is no name of its own. */
function fileName(value: string): readonly Spelling[] {
  const name = value.replace(/\.[A-Za-z]{3,4}$/, '');
  return (name.match(/\d/g) ?? []).length < LEAST_CHARACTERS
    ? []
    : written(name, 'its file’s name', 'file-name');
}

function written(value: string, what: string, kind: SaidValue['kind']): readonly Spelling[] {
  return inCharsets(value).map(({ charset, bytes }) => ({
    bytes,
    what: charset === 'UTF-8' ? what : `${what}, in ${charset}`,
    kind,
  }));
}

function hashes(bytes: Uint8Array): readonly Spelling[] {
  return ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].flatMap((name) => {
    const hash = createHash(name).update(bytes).digest();
    const what = `the ${name.toUpperCase()} of its file`;
    const hex = hash.toString('hex');
    return [
      { bytes: hash, what, kind: 'hash' },
      { bytes: Buffer.from(hex), what, kind: 'hash' },
      { bytes: Buffer.from(hex.toUpperCase()), what, kind: 'hash' },
    ];
  });
}
