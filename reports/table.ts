import pc from 'picocolors';
import type { RunRecord } from '../helpers/model/run.ts';
import type { Judgement, VerdictKind } from '../helpers/model/verdict.ts';
import { printable } from './escape.ts';
import { fitWidth } from './text-width.ts';

/** What a report of a re-enactment says of itself, on every page. */
export const REENACTMENT_MARK = "re-enactment of reported behaviour, not a test of the vendor's app";

const GAP = '  ';
const NARROWEST_WHY = 20;

/** Claim, verdict and one line of why, for a terminal of `width` columns. */
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
  return [
    ...markOf(run).map((mark) => colors.bold(colors.yellow(mark))),
    colors.bold(line('claim'.padEnd(claimWidth), 'verdict'.padEnd(kindWidth), 'why')),
    ...rows.map((row) =>
      line(
        row.claim.padEnd(claimWidth),
        paint(colors, row.kind)(row.kind.padEnd(kindWidth)),
        fitWidth(row.why, whyWidth),
      ),
    ),
    ...(rows.length === 0 ? ['no claim was judged'] : []),
  ].join('\n');
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
