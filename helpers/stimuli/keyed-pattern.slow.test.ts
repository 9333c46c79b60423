import { describe, expect, it } from 'vitest';
import { addKeyedPattern, HEADROOM } from './keyed-pattern.ts';

const WIDTH = 240;
const HEIGHT = 160;
const GREY = 128;
const KEY = Uint8Array.from({ length: 16 }, (_, index) => index * 17);

describe('the keyed pattern', () => {
  it('is the same for the same key, and another for another', () => {
    const other = KEY.with(15, 1);
    expect(marked(KEY)).toEqual(marked(KEY));
    expect(correlation(marked(KEY), marked(other))).toBeLessThan(0.2);
  });

  it('changes no value by more than the headroom, and the three colours of a pixel alike', () => {
    const pixels = marked(KEY);
    for (let at = 0; at < pixels.length; at += 4) {
      const [red, green, blue, alpha] = pixels.subarray(at, at + 4);
      expect(Math.abs((red ?? 0) - GREY)).toBeLessThanOrEqual(HEADROOM);
      expect([green, blue, alpha]).toEqual([red, red, 255]);
    }
  });

  it('is found again by its key, at each of its scales, after the picture was scaled down', () => {
    const small = halved(marked(KEY));
    expect(correlation(small, halved(marked(KEY)))).toBeCloseTo(1);
    expect(Math.abs(correlation(small, halved(marked(KEY.with(0, 99)))))).toBeLessThan(0.3);
  });

  it('goes up about as often as down', () => {
    const changes = marked(KEY).filter((_, at) => at % 4 === 0);
    const mean = changes.reduce((sum, value) => sum + value - GREY, 0) / changes.length;
    expect(Math.abs(mean)).toBeLessThan(0.5);
  });

  it.each([0, 15, 17])('refuses a key of %i bytes', (length) => {
    expect(() => marked(new Uint8Array(length))).toThrow(RangeError);
  });

  it('takes even a key of zeros', () => {
    expect(new Set(marked(new Uint8Array(16))).size).toBeGreaterThan(3);
  });
});

function marked(key: Uint8Array): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(WIDTH * HEIGHT * 4).map((_, at) => (at % 4 === 3 ? 255 : GREY));
  addKeyedPattern(pixels, WIDTH, key);
  return pixels;
}

/** Of the grey values, each 2 by 2 pixels made one. */
function halved(pixels: Uint8ClampedArray): number[] {
  const values: number[] = [];
  for (let y = 0; y < HEIGHT; y += 2) {
    for (let x = 0; x < WIDTH; x += 2) {
      const of = (dx: number, dy: number): number => pixels[((y + dy) * WIDTH + x + dx) * 4] ?? 0;
      values.push((of(0, 0) + of(1, 0) + of(0, 1) + of(1, 1)) / 4);
    }
  }
  return values;
}

/** Pearson's, of the changes. */
function correlation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let [both, ones, others] = [0, 0, 0];
  for (let at = 0; at < one.length; at += 1) {
    const [a, b] = [(one[at] ?? 0) - GREY, (other[at] ?? 0) - GREY];
    if (one.length === WIDTH * HEIGHT * 4 && at % 4 === 3) continue;
    both += a * b;
    ones += a * a;
    others += b * b;
  }
  return both / Math.sqrt(ones * others);
}
