import { describe, expect, it } from 'vitest';
import { javaHashCode } from './java-hash.ts';

describe('the hash code of a string in Java', () => {
  // Known from the Java documentation and folklore: "" is 0, "polygenelubricants" is Integer.MIN_VALUE, "Aa" and "BB" collide.
  it.each([
    ['', 0],
    ['a', 97],
    ['Hello', 69609650],
    ['Aa', 2112],
    ['BB', 2112],
    ['polygenelubricants', -2147483648],
    ['京东', 0x4eac * 31 + 0x4e1c],
  ])('of %j is %d', (text, hash) => {
    expect(javaHashCode(text)).toBe(hash);
  });
});
