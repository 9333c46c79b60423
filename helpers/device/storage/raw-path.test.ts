import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawPath, rawPathOf, shownPath } from './raw-path.ts';

describe('a path of the phone as text', () => {
  it.each([
    ['of any script, as it is', '/s/截屏 é 😀\n.png', '/s/截屏 é 😀\n.png'],
    ['with a byte that is no UTF-8', Buffer.from('2f61ff62', 'hex'), '/a\\xffb'],
    ['with a sequence that breaks off', Buffer.from('2fe6888a2fe688', 'hex'), '/戊/\\xe6\\x88'],
    ['with an overlong slash', Buffer.from('2fc0af', 'hex'), '/\\xc0\\xaf'],
    ['with a surrogate', Buffer.from('2feda080', 'hex'), '/\\xed\\xa0\\x80'],
  ])('%s', (_, path, shown) => {
    expect(shownPath(rawPath(Buffer.from(path).toString('latin1')))).toBe(shown);
  });

  it('is what it was made of, for all that is UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(shownPath(rawPathOf(text))).toBe(text);
      }),
    );
  });
});
