import type { PageKind } from '../model/run-plan.ts';
import type { Canary } from '../model/stimulus.ts';
import { KEY_BYTES } from './random-bytes.ts';

/** What one page shows that no other page does. A kind of page shows some of them, see `canariesOf`. */
export interface PageCanaries {
  /** 19 digits in the form of a UnionPay card number with a wrong check digit: it can be nobody's. */
  readonly cardNumber: string;
  /** 18 characters in the form of GB 11643-1999, born in the 19th century, with a wrong check character. */
  readonly idNumber: string;
  /** In yuan, e.g. `48,203.17`. */
  readonly balance: string;
  readonly holder: string;
  /** Two words of a chat that nobody says together, and a number. */
  readonly words: string;
  /** In the Taklamakan desert: nobody lives there, and the shifted Chinese datums apply. */
  readonly position: Position;
  /** What the QR code says. */
  readonly code: string;
  /** Of the pattern that marks the page. */
  readonly patternKey: Uint8Array;
}

/** Degrees, WGS 84. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

const HOLDERS = ['测试甲', '测试乙', '测试丙', '测试丁', '测试戊', '测试己', '测试庚', '测试辛'];
const THINGS = [
  '青瓷风筝',
  '纸船灯塔',
  '铜铃雪橇',
  '竹马星图',
  '石榴罗盘',
  '蓝布算盘',
  '松针邮票',
  '海盐钟摆',
];
const DEEDS = ['寄给', '换成', '藏在', '画上', '借走', '数清', '忘了', '修好'];

/** So many random bytes make a page. */
export const PAGE_ENTROPY = 48 + KEY_BYTES;

/** Derives the canaries of a page from random bytes. The same bytes give the same page. */
export function pageCanaries(entropy: Uint8Array): PageCanaries {
  if (entropy.length < PAGE_ENTROPY)
    throw new RangeError(`${PAGE_ENTROPY} random bytes are needed, not ${entropy.length}`);
  const at = (index: number): number => entropy[index] ?? 0;
  const digits = [...entropy.slice(0, 12)].map((byte) => byte % 10).join('');
  const body = `621700${digits}`;
  const yuan = 10_000 + ((at(13) << 8) | at(14));
  return {
    cardNumber: `${body}${(luhnCheckDigit(body) + 1 + (at(12) % 9)) % 10}`,
    idNumber: idNumberOf(entropy.slice(24, 32)),
    balance: `${yuan.toLocaleString('en-US')}.${String(at(15) % 100).padStart(2, '0')}`,
    holder: HOLDERS[at(23) % HOLDERS.length] ?? '测试甲',
    words: `${THINGS[at(32) % 8]}${DEEDS[at(33) % 8]}${THINGS[at(34) % 8]}${(at(35) << 16) | (at(36) << 8) | at(37)}`,
    position: positionOf(entropy.slice(38, 46)),
    code: `telltale:${hexOf(entropy.slice(16, 24))}`,
    patternKey: entropy.slice(48, PAGE_ENTROPY),
  };
}

/** The canaries that a page of this kind shows, as the bundle lists them. */
export function canariesOf(kind: PageKind, page: PageCanaries): readonly Canary[] {
  return [
    ...shownOn(kind, page),
    { kind: 'qr-code', value: page.code },
    { kind: 'pattern-key', value: hexOf(page.patternKey) },
  ];
}

function shownOn(kind: PageKind, page: PageCanaries): readonly Canary[] {
  switch (kind) {
    case 'bank':
      return [
        { kind: 'digits', value: page.cardNumber },
        { kind: 'text', value: page.balance },
      ];
    case 'id-card':
      return [{ kind: 'digits', value: page.idNumber }];
    case 'chat':
      return [
        { kind: 'text', value: page.words },
        { kind: 'position', value: positionText(page.position) },
      ];
    case 'face':
      return [];
  }
}

/** `latitude,longitude` in degrees with six decimals, which is a tenth of a metre. */
export function positionText({ latitude, longitude }: Position): string {
  return `${latitude.toFixed(6)},${longitude.toFixed(6)}`;
}

/** From 8 random bytes: 38.5 to 39.5 degrees north, 81 to 85 degrees east. */
export function positionOf(entropy: Uint8Array): Position {
  const share = (from: number): number =>
    [0, 1, 2, 3].reduce((sum, index) => (sum * 256 + (entropy[from + index] ?? 0)) >>> 0, 0) / 2 ** 32;
  const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
  return { latitude: rounded(38.5 + share(0)), longitude: rounded(81 + 4 * share(4)) };
}

function idNumberOf(entropy: Uint8Array): string {
  const at = (index: number): number => entropy[index] ?? 0;
  const two = (value: number): string => String(value).padStart(2, '0');
  const born = `18${two(at(0) % 100)}${two(1 + (at(1) % 12))}${two(1 + (at(2) % 28))}`;
  const body = `110101${born}${String(((at(3) << 8) | at(4)) % 1000).padStart(3, '0')}`;
  const right = idCheckCharacter(body);
  const wrong = [...'0123456789'].filter((one) => one !== right);
  return `${body}${wrong[at(5) % wrong.length] ?? '0'}`;
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The check digit that makes `digits` valid by Luhn's algorithm (ISO/IEC 7812-1, annex B). */
export function luhnCheckDigit(digits: string): number {
  let sum = 0;
  [...digits].reverse().forEach((digit, index) => {
    const doubled = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
    sum += doubled > 9 ? doubled - 9 : doubled;
  });
  return (10 - (sum % 10)) % 10;
}

/** The check character of 17 digits by ISO 7064, MOD 11-2, as GB 11643-1999 takes it; `X` stands for ten. */
export function idCheckCharacter(digits: string): string {
  // The standard's table of weights: the powers of two modulo 11.
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (2 ** (17 - at) % 11), 0);
  const check = (12 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}
