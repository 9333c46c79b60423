import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { eachSample, HASHED_WINDOW, SAMPLED_VALUES, windowHashes } from './byte-hashes.ts';
import { SOURCE_SHA256 } from './byte-hashes.wasm.ts';
import { joined, noise } from './images.fake.ts';

/** Longer than what is hashed at once. */
const LONG = noise(1, 70_000);

function hashesOf(bytes: Uint8Array, from: number, to: number, stride: number): readonly string[] {
  const all: string[] = [];
  for (const { at, count, hashes } of windowHashes(bytes, { from, to, stride }))
    for (let one = 0; one < count; one += 1)
      all.push(`${at + one * stride}: ${hashes[2 * one]} ${hashes[2 * one + 1]}`);
  return all;
}

function samplesOf(values: Uint8Array, from = 0, to = values.length): readonly string[] {
  const all: string[] = [];
  eachSample(values, { from, to }, (slot, check, at) => all.push(`${at}: ${slot} ${check}`));
  return all;
}

const moved = (hashes: readonly string[], by: number): readonly string[] =>
  hashes.map((one) => one.replace(/^\d+/, (at) => String(Number(at) + by)));

/** The same samples in plain words: twelve values, as three numbers of four. */
function samplesInWords(values: Uint8Array): readonly string[] {
  const view = new DataView(values.buffer, values.byteOffset, values.length);
  const all: string[] = [];
  for (let at = 0; at + SAMPLED_VALUES <= values.length; at += 1) {
    const [first = 0, middle = 0, last = 0] = [0, 4, 8].map((step) => view.getInt32(at + step, true));
    const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(middle, 0x85ebca6b) ^ Math.imul(last, 0xc2b2ae35);
    const hash = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
    if (hash >>> 26 !== 0 || first === middle || middle === last) continue;
    const check =
      Math.imul(first, 0x165667b1) ^ Math.imul((middle + last) | 0, 0xd3a2646d) ^ Math.imul(last, 0xfd7046c5);
    all.push(`${at}: ${hash} ${check}`);
  }
  return all;
}

describe('the hashes of bytes', () => {
  it('are those of the source: after a change to byte-hashes.c, run build-byte-hashes.sh', () => {
    const source = readFileSync(path.join(import.meta.dirname, 'byte-hashes.c'));
    expect(createHash('sha256').update(source).digest('hex')).toBe(SOURCE_SHA256);
  });
});

describe('hashes of windows', () => {
  it('are made at every multiple of the stride, as many as begin before the end and have room', () => {
    expect(hashesOf(LONG, 5, LONG.length, 48)).toHaveLength(
      Math.floor((LONG.length - HASHED_WINDOW - 5) / 48) + 1,
    );
    expect(hashesOf(LONG, 0, 97, 48)).toHaveLength(3);
    expect(hashesOf(LONG, 0, 96, 48)).toHaveLength(2);
    expect(hashesOf(LONG.subarray(0, HASHED_WINDOW), 0, 9, 1)).toHaveLength(1);
    expect(hashesOf(LONG.subarray(1, HASHED_WINDOW), 0, 9, 1)).toEqual([]);
  });

  it('are the same wherever the bytes stand, at any stride, in any block', () => {
    const each = hashesOf(LONG, 0, LONG.length, 1);
    const text = (hashes: readonly string[]): string => hashes.join('\n');
    expect(text(hashesOf(LONG, 0, LONG.length, 49))).toBe(text(each.filter((_, at) => at % 49 === 0)));
    expect(text(hashesOf(LONG.subarray(333), 0, LONG.length, 1))).toBe(text(moved(each.slice(333), -333)));
  });

  it('differ when any bit of the window does', () => {
    const window = noise(2, HASHED_WINDOW);
    const known = new Set(hashesOf(window, 0, 1, 1));
    for (let bit = 0; bit < 8 * HASHED_WINDOW; bit += 1)
      known.add(
        hashesOf(
          window.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
          0,
          1,
          1,
        )[0] ?? '',
      );
    expect(known.size).toBe(8 * HASHED_WINDOW + 1);
  });
});

describe('samples', () => {
  it('are those that the same rule in TypeScript chooses, over the borders of blocks too', () => {
    expect(samplesOf(LONG)).toEqual(samplesInWords(LONG));
    expect(samplesOf(LONG).length).toBeGreaterThan(LONG.length / 80);
  });

  it('begin in the stretch that is looked at, and end in the values', () => {
    const all = samplesOf(LONG);
    const at = (sample: string): number => Number.parseInt(sample, 10);
    expect(samplesOf(LONG, 100, 9_000)).toEqual(all.filter((one) => at(one) >= 100 && at(one) < 9_000));
    const last = at(all.at(-1) ?? '');
    expect(samplesOf(LONG.subarray(0, last + SAMPLED_VALUES))).toEqual(all);
    expect(samplesOf(LONG.subarray(0, last + SAMPLED_VALUES - 1))).toEqual(all.slice(0, -1));
  });

  it('are where the same values are, whatever stands before them', () => {
    const shifted = samplesOf(joined(noise(9, 777), LONG), 777);
    expect(shifted).toEqual(moved(samplesOf(LONG), 777));
  });

  it.each([
    ['zeros', () => 0],
    ['a pattern of four values', (at: number) => 37 * (at % 4)],
  ])('are not in %s', (_, valueAt) => {
    expect(samplesOf(Uint8Array.from({ length: 5_000 }, (_value, at) => valueAt(at)))).toEqual([]);
  });
});
