import type { Judgement } from '../model/verdict.ts';

/** `verdicts.json`: keys in one order, so that the same bundle gives the same bytes on every machine. */
export function judgementJson(judgement: Judgement): string {
  return `${JSON.stringify(sorted(judgement), null, 1)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
