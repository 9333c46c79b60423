import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableMarkdown } from './escape.ts';

describe('printing hostile text', () => {
  it.each([
    ['an escape sequence', '\u001b[2Jgone', String.raw`\x1b[2Jgone`],
    ['a C1 control sequence introducer', '\u009b31m', String.raw`\x9b31m`],
    ['a line break', 'a\r\nb', String.raw`a\x0d\x0ab`],
    ['NUL and DEL', '\u0000\u007f', String.raw`\x00\x7f`],
    ['a right-to-left override', 'gnp.\u202eexe', String.raw`gnp.\u202eexe`],
    ['an isolate', '\u2066', String.raw`\u2066`],
    ['a zero-width space', 'a\u200bb', String.raw`a\u200bb`],
    ['a tag character', '\u{e0041}', String.raw`\u{e0041}`],
    ['a line separator', '\u2028', String.raw`\u2028`],
    ['a lone surrogate', '\ud800', String.raw`\ud800`],
  ])('shows %s by its code', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves Chinese and accented text as it is', () => {
    expect(printable('京东金融 é 😀')).toBe('京东金融 é 😀');
  });

  it.each([
    [3, 'abc', 'abc'],
    [3, 'abcd', 'abc…'],
    [2, '😀😀', '😀😀'],
    [2, '😀😀😀', '😀😀…'],
  ])('shows at most %i characters of %s', (limit, text, shown) => {
    expect(printable(text, limit)).toBe(shown);
  });

  it('never lets a control or format character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('leaves no markup and no link in Markdown', () => {
    const shown = printableMarkdown('<img src=x> [a](http://b.example) `c` **d** & https://e.example');
    expect(shown).not.toMatch(/<|>|:\/\/|(?<!\\)[`*[\]()]/);
  });
});
