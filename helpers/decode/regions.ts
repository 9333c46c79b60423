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

/** What is in one of the first and in one of the second, which may overlap and come in any order. */
export function common(regions: readonly Region[], others: readonly Region[]): readonly Region[] {
  if (others.length === 0) return [];
  const last = Math.max(
    ...[regions, others].map((all) => all.reduce((most, { end }) => Math.max(most, end), 0)),
  );
  return uncovered([...uncovered(regions, last), ...uncovered(others, last)], last);
}

/** The stretches of at least two zeros between `start` and `end`: padding, in which nothing has room. */
export function zeroRuns(bytes: Uint8Array, start: number, end: number): readonly Region[] {
  const runs: Region[] = [];
  for (let at = start; at < end; at += 1) {
    if (bytes[at] !== 0) continue;
    let after = at + 1;
    while (after < end && bytes[after] === 0) after += 1;
    if (after - at > 1) runs.push({ start: at, end: after });
    at = after;
  }
  return runs;
}
