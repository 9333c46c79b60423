import { describe, expect, it } from 'vitest';
import type { PictureToRead } from '../model/text-reader.ts';
import { codePicture } from '../stimuli/code-picture.fake.ts';
import { pngOf } from './picture/drawings.fake.ts';
import { readingWith } from './picture-reading.ts';

const NEVER = () => false;
const picture = (width: number, height: number, level = 200): Uint8Array =>
  pngOf({ width, height, values: new Uint8Array(width * height).fill(level) });

describe('reading pictures', () => {
  it.each([
    ['a small one as it is', [300, 200], [[300, 200]]],
    ['one that is as large as the first look', [800, 100], [[800, 100]]],
    ['a larger one smaller, and then as it is', [100, 1000], [[80, 800], [100, 1000]]], // biome-ignore format: a table
    ['the largest never as it is', [3200, 320], [[800, 80], [1600, 160]]], // biome-ignore format: a table
    ['none in which a number has no room', [59, 400], []],
  ] as const)('looks at %s', (_name, [width, height], looked) => {
    const seen: (readonly number[])[] = [];
    const reading = readingWith((look) => {
      expect(look.values.length).toBe(look.width * look.height);
      seen.push([look.width, look.height]);
      return 'a\nb';
    });
    const { lines, all } = reading.read(picture(width, height), NEVER);
    expect({ seen, lines, all }).toEqual({
      seen: looked,
      lines: looked.flatMap(() => ['a', 'b']),
      all: true,
    });
  });

  it('takes no closer look for what it has read, and none a second time', () => {
    const seen: PictureToRead[] = [];
    const reading = readingWith((look) => `line ${seen.push(look)}`);
    const bytes = picture(900, 300);
    expect(reading.read(bytes, (lines) => lines.includes('line 1')).lines).toEqual(['line 1']);
    expect(reading.read(bytes, NEVER).lines).toEqual(['line 1']);
    expect(seen).toHaveLength(1);
  });

  it('reads what a QR code says', () => {
    const code = 'telltale:00112233aabbccdd';
    expect(readingWith(() => '').read(codePicture(code), NEVER).lines).toContain(code);
  });

  it('says of no more than 64 pictures that it has read them; what is none counts for none', () => {
    const reading = readingWith(() => 'text');
    const all = (bytes: Uint8Array): boolean => reading.read(bytes, NEVER).all;
    for (let at = 0; at < 64; at += 1) {
      expect(all(picture(60, 10, at))).toBe(true);
      expect(all(new Uint8Array(100))).toBe(true);
      expect(all(picture(20, 20, at))).toBe(true);
    }
    expect(all(picture(60, 10, 99))).toBe(false);
  });

  it.each([
    ['too many letters', () => 'x'.repeat(40_000)],
    [
      'a reader that broke',
      () => {
        throw new Error('out of memory');
      },
    ],
  ])('says that it could not after %s', (_name, recognizeText) => {
    const reading = readingWith(recognizeText);
    reading.read(picture(300, 200), NEVER);
    expect(reading.read(picture(200, 300), NEVER).all).toBe(false);
  });
});
