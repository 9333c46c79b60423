import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasherOf, indexMemory } from './byte-hashes.ts';
import { SOURCE_SHA256, WASM_BASE64 } from './byte-hashes.wasm.ts';

describe('the hashes of bytes', () => {
  it('are those of the source: after a change to byte-hashes.c, run build-wasm.sh', () => {
    const source = readFileSync(path.join(import.meta.dirname, 'byte-hashes.c'));
    expect(createHash('sha256').update(source).digest('hex')).toBe(SOURCE_SHA256);
  });

  it('have no variable and no constant in memory, as threads share the memory in which these would lie', () => {
    expect(sectionsOf(Buffer.from(WASM_BASE64, 'base64'))).toEqual(expect.arrayContaining([IMPORTS]));
    expect(sectionsOf(Buffer.from(WASM_BASE64, 'base64'))).not.toEqual(expect.arrayContaining([DATA]));
  });

  it('give each user of a memory room of its own, behind what it was made for', () => {
    const memory = indexMemory(1_000);
    const [one, two] = [hasherOf(memory), hasherOf(memory)];
    new Uint8Array(memory.buffer).fill(7, 0, 1_000);
    for (const { input, values, output } of [one, two]) [input, values, output].map((room) => room.fill(0));
    one.input.fill(1);
    one.output.fill(1);
    expect(two.input.every((byte) => byte === 0) && two.output.every((word) => word === 0)).toBe(true);
    expect(new Uint8Array(memory.buffer).subarray(0, 1_000).every((byte) => byte === 7)).toBe(true);
  });
});

const [IMPORTS, DATA] = [2, 11];

/** The kinds of sections of a WebAssembly module (core specification, section 5.5.2). */
function sectionsOf(module: Uint8Array): readonly number[] {
  const kinds: number[] = [];
  for (let at = 8; at < module.length; ) {
    kinds.push(module[at] ?? 0);
    let [length, shift] = [0, 0];
    for (at += 1; ; at += 1, shift += 7) {
      length |= ((module[at] ?? 0) & 127) << shift;
      if ((module[at] ?? 0) < 128) break;
    }
    at += 1 + length;
  }
  return kinds;
}
