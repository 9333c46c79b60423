import type { Region } from './layer.ts';

/** What is left of `length` bytes without these stretches, which may overlap and come in any order. */
export function uncovered(taken: readonly Region[], length: number): readonly Region[] {
  const left: Region[] = [];
  let at = 0;
  for (const { start, end } of [...taken].sort((a, b) => a.start - b.start)) {
    if (start > at) left.push({ start: at, end: start });
    at = Math.max(at, end);
  }
  if (at < length) left.push({ start: at, end: length });
  return left;
}
