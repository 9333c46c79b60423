import type { Canary } from '../model/stimulus.ts';
import { KEY_BYTES } from './keyed-pattern.ts';

/** What one bank page shows that no other page does. */
export interface BankPageCanaries {
  /** 19 digits in the form of a UnionPay card number with a wrong check digit: it can be nobody's. */
  readonly cardNumber: string;
  /** In yuan, e.g. `48,203.17`. */
  readonly balance: string;
  readonly holder: string;
  /** What the QR code says. */
  readonly code: string;
  /** Of the pattern that marks the page. */
  readonly patternKey: Uint8Array;
}

const SURNAMES = ['测试甲', '测试乙', '测试丙', '测试丁', '测试戊', '测试己', '测试庚', '测试辛'];

/** So many random bytes make a page. */
export const PAGE_ENTROPY = 24 + KEY_BYTES;

/** Derives the canaries of a page from random bytes. The same bytes give the same page. */
export function bankPageCanaries(entropy: Uint8Array): BankPageCanaries {
  if (entropy.length < PAGE_ENTROPY)
    throw new RangeError(`${PAGE_ENTROPY} random bytes are needed, not ${entropy.length}`);
  const digits = [...entropy.slice(0, 12)].map((byte) => byte % 10).join('');
  const body = `621700${digits}`;
  const wrongCheckDigit = (luhnCheckDigit(body) + 1 + ((entropy[12] ?? 0) % 9)) % 10;
  const yuan = 10_000 + (((entropy[13] ?? 0) << 8) | (entropy[14] ?? 0));
  const fen = (entropy[15] ?? 0) % 100;
  const code = hexOf(entropy.slice(16, 24));
  return {
    cardNumber: `${body}${wrongCheckDigit}`,
    balance: `${yuan.toLocaleString('en-US')}.${String(fen).padStart(2, '0')}`,
    holder: SURNAMES[(entropy[23] ?? 0) % SURNAMES.length] ?? '测试甲',
    code: `telltale:${code}`,
    patternKey: entropy.slice(24, PAGE_ENTROPY),
  };
}

/** The canaries as the bundle lists them. */
export function canariesOf(page: BankPageCanaries): readonly Canary[] {
  return [
    { kind: 'digits', value: page.cardNumber },
    { kind: 'text', value: page.balance },
    { kind: 'qr-code', value: page.code },
    { kind: 'pattern-key', value: hexOf(page.patternKey) },
  ];
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
