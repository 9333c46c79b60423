import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bankPageCanaries, canariesOf, luhnCheckDigit, PAGE_ENTROPY } from './canaries.ts';

describe('the canaries of a bank page', () => {
  it.each([
    ['7992739871', 3],
    ['621700000000000000', luhnCheckDigit('621700000000000000')],
  ])('gives %s the check digit %d', (digits, expected) => {
    expect(luhnCheckDigit(digits)).toBe(expected);
  });

  it('never makes a card number that passes the check, so that it can be nobody’s', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: PAGE_ENTROPY, maxLength: PAGE_ENTROPY }), (entropy) => {
        const { cardNumber } = bankPageCanaries(entropy);
        expect(cardNumber).toMatch(/^621700\d{13}$/);
        expect(Number(cardNumber.at(-1))).not.toBe(luhnCheckDigit(cardNumber.slice(0, -1)));
      }),
    );
  });

  it('makes different pages from different bytes, in every canary', () => {
    const one = canariesOf(bankPageCanaries(new Uint8Array(PAGE_ENTROPY).fill(1)));
    const other = canariesOf(
      bankPageCanaries(Uint8Array.from({ length: PAGE_ENTROPY }, (_, index) => index * 7 + 3)),
    );
    for (const [index, canary] of one.entries()) expect(canary.value).not.toBe(other[index]?.value);
  });

  it('refuses too few random bytes', () => {
    expect(() => bankPageCanaries(new Uint8Array(PAGE_ENTROPY - 1))).toThrow(RangeError);
  });
});
