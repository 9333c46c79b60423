import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellLine, shellQuote } from './shell-quote.ts';

describe('quoting for the phone’s shell', () => {
  it('keeps every word one word, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
        (word) => {
          const quoted = shellQuote(word);
          const unquoted = quoted.startsWith("'") ? quoted.slice(1, -1).replaceAll(`'\\''`, "'") : quoted;
          expect(unquoted).toBe(word);
        },
      ),
    );
  });

  it('joins words', () => {
    expect(shellLine(['am', 'start', '-d', 'https://x/?a=1&b=2'])).toBe(`am start -d 'https://x/?a=1&b=2'`);
  });
});
