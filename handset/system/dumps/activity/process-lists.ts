import type { Framework } from '../../framework.ts';
import { atLeast } from '../../importance/proc-states.ts';
import type { Ranked } from '../../importance/rank-processes.ts';
import { adjText } from './adj-text.ts';
import { capabilities } from './capabilities.ts';
import { SYSTEM_PROCESS, shortProcess } from './process-names.ts';

/** Processes as the LRU list has them, the latest first: those with activities come before the others. */
export function lruList({ activities }: Framework): readonly Ranked[] {
  const ranked = activities.states.ranked();
  return [...ranked.filter(hasActivity), ...ranked.filter((one) => !hasActivity(one))];
}

const hasActivity = ({ process }: Ranked): boolean => process.activity !== undefined;

/** `(sorted by oom_adj, 12 total, non-act at 1, non-svc at 1)`, with the system's own process counted. */
export function lruCounts(list: readonly Ranked[]): string {
  const others = list.filter((one) => !hasActivity(one)).length + 1;
  return `${list.length + 1} total, non-act at ${list.length + 1 - others}, non-svc at ${list.length + 1 - others}`;
}

export interface OomOptions {
  /** The process's place in the whole LRU list. */
  place(one: Ranked): number;
  /** Whether the system's own process is listed too. */
  readonly system: boolean;
  details?(one: Ranked): readonly string[];
}

/** Lines of ActivityManagerService.dumpProcessOomList: the most important first, numbered by their place in the LRU list. */
export function oomLines(
  list: readonly Ranked[],
  api: number,
  { place, system, details }: OomOptions,
): readonly string[] {
  const byAdj = [...list].sort(
    (a, b) =>
      a.importance.adj - b.importance.adj ||
      (atLeast(a.importance.state, b.importance.state) ? -1 : 1) ||
      place(a) - place(b),
  );
  const trim = (level: number): string => `${api >= 30 ? ' t' : 'trm'}:${String(level).padStart(2)}`;
  const caps = (text: string): string => (api >= 30 ? `${text} ` : '');
  const systemColumns = `${adjText(-900, api)} F/ /PER  ${caps(capabilities('PER', api))}${trim(0)} ${SYSTEM_PROCESS} (fixed)`;
  return [
    ...(system ? [`    PERS #${number(list.length)}: ${systemColumns}`] : []),
    ...byAdj.flatMap((one) => {
      const { adj, state, group, foreground, because } = one.importance;
      const named = group === 'B' && api >= 30 ? 'b' : group;
      const columns = `${adjText(adj, api)} ${named}/${foreground}/${state.padEnd(4)} ${caps(capabilities(state, api))}${trim(one.process.trimLevel)}`;
      return [
        `    Proc #${number(place(one))}: ${columns} ${shortProcess(one.process)} (${because})`,
        ...(details?.(one) ?? []),
      ];
    }),
  ];
}

/** `# 3`, `#38`: as ActivityManager numbers its processes. */
function number(index: number): string {
  return String(index).padStart(2);
}
