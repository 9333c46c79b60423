import pc from 'picocolors';
import { printable } from '../../reports/escape.ts';
import { wrapWidth } from '../../reports/text-width.ts';
import type { Sight } from './sight.ts';

const INDENT = ' '.repeat(8);
const NARROWEST = 16;

/** One channel for a terminal of `width` columns: whether it is seen, what was found and how, and what to do. */
export function sightLines(sight: Sight, width: number, color: boolean): readonly string[] {
  const colors = pc.createColors(color);
  const paint = { yes: colors.green, partly: colors.yellow, no: colors.red }[sight.seen];
  const columns = Math.max(NARROWEST, width - INDENT.length);
  const below = (text: string): readonly string[] =>
    wrapWidth(printable(text, 400), columns).map((line) => `${INDENT}${line}`);
  const [title = '', ...rest] = wrapWidth(sight.channel, columns);
  return [
    `${paint(sight.seen.padEnd(INDENT.length - 1))} ${colors.bold(title)}`,
    ...rest.map((line) => `${INDENT}${colors.bold(line)}`),
    ...below(sight.found),
    ...below(`(${sight.tried})`).map((line) => colors.dim(line)),
    ...(sight.remedy === undefined ? [] : below(`to do: ${sight.remedy}`)),
  ];
}

/** The last line: how much of the phone can be seen. */
export function summary(sights: readonly Sight[]): string {
  const of = (seen: Sight['seen']): number => sights.filter((one) => one.seen === seen).length;
  return `${of('yes')} of ${sights.length} channels can be seen, ${of('partly')} in part, ${of('no')} not.`;
}

/** 0: everything can be seen; 2: something cannot. */
export function exitCodeOf(sights: readonly Sight[]): number {
  return sights.every(({ seen }) => seen === 'yes') ? 0 : 2;
}
