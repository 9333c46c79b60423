import type { LogEntry } from './logcat.ts';

/** From the least to silence; `F` is fatal, `S` lets nothing through. */
const PRIORITIES = 'VDIWEFS';

/** `TAG:PRIORITY` expressions: what lets an entry through, or the expression that is none. */
export type LogFilters =
  | { readonly kind: 'filters'; passes(entry: Pick<LogEntry, 'tag' | 'level'>): boolean }
  | { readonly kind: 'invalid'; readonly expression: string };

/** Later ones count before earlier ones (liblog log_print.c, android_log_addFilterRule); `silent` is `-s`. */
export function logFilters(expressions: readonly string[], silent: boolean): LogFilters {
  const tags = new Map<string, number>();
  let others = silent ? PRIORITIES.indexOf('S') : 0;
  for (const expression of expressions.flatMap((one) => one.split(/[ \t,]+/)).filter((one) => one !== '')) {
    const [, tag = '', letter] = /^([^:]+)(?::(.*))?$/s.exec(expression) ?? [];
    const priority = priorityOf(letter, tag);
    if (tag === '' || priority === undefined) return { kind: 'invalid', expression };
    if (tag === '*') others = priority;
    else tags.set(tag, priority);
  }
  return {
    kind: 'filters',
    passes: ({ tag, level }) => PRIORITIES.indexOf(level) >= (tags.get(tag) ?? others),
  };
}

function priorityOf(letter: string | undefined, tag: string): number | undefined {
  // A tag alone shows all of it; `*` alone is debug and above.
  if (letter === undefined) return tag === '*' ? PRIORITIES.indexOf('D') : 0;
  if (letter === '*') return 0;
  if (/^\d$/.test(letter)) return Math.min(Math.max(Number(letter) - 2, 0), 6);
  const found = letter.length === 1 ? PRIORITIES.indexOf(letter.toUpperCase()) : -1;
  return found === -1 ? undefined : found;
}
