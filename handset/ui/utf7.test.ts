import { describe, expect, it } from 'vitest';
import { decodeModifiedUtf7 } from './utf7.ts';

describe('text in modified UTF-7', () => {
  it.each([
    ['plain', 'plain'],
    ['&-', '&'],
    ['a &- b', 'a & b'],
    ['&T2BZfQ-', '你好'],
    ['x&T2BZfQ-y', 'x你好y'],
    ['&unclosed', '&unclosed'],
    ['&AA-', ''],
  ])('%s is %s', (encoded, text) => {
    expect(decodeModifiedUtf7(encoded)).toBe(text);
  });
});
