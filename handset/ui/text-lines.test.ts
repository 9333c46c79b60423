import { describe, expect, it } from 'vitest';
import { textLines } from './text-lines.ts';

const shape = { width: 300, fontSize: 40, bold: false, maxLines: 10 };

describe('breaking text into lines', () => {
  it.each([
    ['', ['']],
    ['short', ['short']],
    ['two words here and more', ['two words', 'here and more']],
    ['a\nb\r\nc', ['a', 'b', 'c']],
    // 40 pixels for each character: seven fit into 300.
    ['京东金融回应用户隐私', ['京东金融回应用', '户隐私']],
    ['a\u0000b\u0007c', ['abc']],
    ['\ud800', ['\ufffd']],
  ])('breaks %j', (text, lines) => {
    expect(textLines(text, shape)).toEqual(lines);
  });

  it('breaks a word that is wider than a line, and loses no letter of it', () => {
    const word = 'x'.repeat(50);
    const lines = textLines(word, shape);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join('')).toBe(word);
  });

  it('makes no more lines than asked for', () => {
    expect(textLines('word '.repeat(5_000), { ...shape, maxLines: 3 })).toHaveLength(3);
  });

  it('ends even where nothing fits', () => {
    expect(textLines('京东', { ...shape, width: 0 })).toEqual(['京', '东']);
  });
});
