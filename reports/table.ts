import pc from 'picocolors';
import type { RunRecord } from '../helpers/model/run.ts';
import type { Judgement, VerdictKind } from '../helpers/model/verdict.ts';
import { printable } from './escape.ts';
import { fitWidth, wrapWidth } from './text-width.ts';

/** What a report of a re-enactment says of itself, on every page. */
export const REENACTMENT_MARK = "re-enactment of reported behaviour, not a test of the vendor's app";

const GAP = '  ';
const NARROWEST_WHY = 20;
/** A reason names paths of the app's choosing: a long one must not push the verdicts off the screen. */
const MOST_LINES = 4;

/** Claim, verdict and at most four lines of why, for a terminal of `width` columns. */
export function renderVerdictTable(
  run: RunRecord,
  judgement: Judgement,
  width: number,
  color: boolean,
): string {
  const colors = pc.createColors(color);
  const rows = judgement.claims.map(({ claim, verdict }) => ({
    claim: printable(claim, 80),
    kind: verdict.kind,
    why: printable(verdict.why),
  }));
  const claimWidth = Math.max('claim'.length, ...rows.map((row) => row.claim.length));
  const kindWidth = 'not-applicable'.length;
  const whyWidth = Math.max(NARROWEST_WHY, width - claimWidth - kindWidth - 2 * GAP.length);
  const line = (claim: string, kind: string, why: string): string => [claim, kind, why].join(GAP).trimEnd();
  const below = ' '.repeat(claimWidth + kindWidth + 2 * GAP.length);
  return [
    ...markOf(run).map((mark) => colors.bold(colors.yellow(mark))),
    colors.bold(line('claim'.padEnd(claimWidth), 'verdict'.padEnd(kindWidth), 'why')),
    ...rows.flatMap((row) => {
      const [first = '', ...more] = whyLines(row.why, whyWidth);
      const kind = paint(colors, row.kind)(row.kind.padEnd(kindWidth));
      return [line(row.claim.padEnd(claimWidth), kind, first), ...more.map((text) => `${below}${text}`)];
    }),
    ...(rows.length === 0 ? ['no claim was judged'] : []),
  ].join('\n');
}

function whyLines(why: string, columns: number): readonly string[] {
  const lines = wrapWidth(why, columns);
  const last = lines.slice(MOST_LINES - 1).join(' ');
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), fitWidth(last, columns)];
}

function markOf(run: RunRecord): readonly string[] {
  return run.subject.kind === 're-enactment'
    ? [`${REENACTMENT_MARK} (${printable(run.subject.of, 120)})`]
    : [];
}

function paint(colors: ReturnType<typeof pc.createColors>, kind: VerdictKind): (text: string) => string {
  switch (kind) {
    case 'violated':
      return colors.red;
    case 'inconclusive':
      return colors.yellow;
    case 'upheld':
      return colors.green;
    case 'not-applicable':
      return colors.dim;
  }
}
