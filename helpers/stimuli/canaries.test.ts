import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_KINDS } from '../model/run-plan.ts';
import { canariesOf, idCheckCharacter, luhnCheckDigit, PAGE_ENTROPY, pageCanaries } from './canaries.ts';

describe('the canaries of a page', () => {
  it.each([
    ['7992739871', 3],
    ['621700000000000000', luhnCheckDigit('621700000000000000')],
  ])('gives %s the check digit %d', (digits, expected) => {
    expect(luhnCheckDigit(digits)).toBe(expected);
  });

  it('never makes a card number that passes the check, so that it can be nobody’s', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: PAGE_ENTROPY, maxLength: PAGE_ENTROPY }), (entropy) => {
        const { cardNumber } = pageCanaries(entropy);
        expect(cardNumber).toMatch(/^621700\d{13}$/);
        expect(Number(cardNumber.at(-1))).not.toBe(luhnCheckDigit(cardNumber.slice(0, -1)));
      }),
    );
  });

  // The example of GB 11643-1999 itself, and one that ends with the tenth character.
  it.each([
    ['11010519491231002', 'X'],
    ['44052418800101001', '4'],
  ])('gives the identity number %s the check character %s', (digits, expected) => {
    expect(idCheckCharacter(digits)).toBe(expected);
  });

  it('never makes an identity number that passes the check, or whose owner could be alive', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: PAGE_ENTROPY, maxLength: PAGE_ENTROPY }), (entropy) => {
        const { idNumber } = pageCanaries(entropy);
        expect(idNumber).toMatch(/^11010118\d{2}(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])\d{4}$/);
        expect(idNumber.at(-1)).not.toBe(idCheckCharacter(idNumber.slice(0, -1)));
      }),
    );
  });

  it('puts every position into the desert', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: PAGE_ENTROPY, maxLength: PAGE_ENTROPY }), (entropy) => {
        const { latitude, longitude } = pageCanaries(entropy).position;
        expect(latitude).toBeGreaterThanOrEqual(38.5);
        expect(latitude).toBeLessThanOrEqual(39.5);
        expect(longitude).toBeGreaterThanOrEqual(81);
        expect(longitude).toBeLessThanOrEqual(85);
      }),
    );
  });

  it.each(PAGE_KINDS)('makes different %s pages from different bytes, in every canary', (kind) => {
    const one = canariesOf(kind, pageCanaries(new Uint8Array(PAGE_ENTROPY).fill(1)));
    const other = canariesOf(
      kind,
      pageCanaries(Uint8Array.from({ length: PAGE_ENTROPY }, (_, index) => index * 7 + 3)),
    );
    for (const [index, canary] of one.entries()) expect(canary.value).not.toBe(other[index]?.value);
  });

  it('refuses too few random bytes', () => {
    expect(() => pageCanaries(new Uint8Array(PAGE_ENTROPY - 1))).toThrow(RangeError);
  });
});
