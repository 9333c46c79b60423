/** What the steps of one kind took beside their observation windows. */
export interface Spent {
  /** The first words of the step, e.g. `takes the screenshot`. */
  readonly what: string;
  readonly times: number;
  readonly seconds: number;
  /** adb commands that began meanwhile. */
  readonly calls: number;
}

interface Taken {
  readonly what: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const WORDS = 3;
const WINDOW = 'watches for one window';

/** Where a recording's time goes, by its `timeline.jsonl` and `commands.jsonl`: the longest first. */
export function outsideWindows(timeline: string, commands: string, windowMs: number): readonly Spent[] {
  const begun = parsed(commands).map((one) => Number(one.startedMs));
  const kinds = new Map<string, Spent>();
  for (const { what, fromMs, toMs } of stepsOf(timeline)) {
    const kind = what.replaceAll(',', '').split(' ').slice(0, WORDS).join(' ');
    const before = kinds.get(kind) ?? { what: kind, times: 0, seconds: 0, calls: 0 };
    const ms = toMs - fromMs - (what === WINDOW ? windowMs : 0);
    kinds.set(kind, {
      what: kind,
      times: before.times + 1,
      seconds: before.seconds + ms / 1000,
      calls: before.calls + begun.filter((one) => one >= fromMs && one < toMs).length,
    });
  }
  return [...kinds.values()].sort((a, b) => b.seconds - a.seconds);
}

/** Each until the next one begins, the last one until the last line of all. */
function stepsOf(timeline: string): readonly Taken[] {
  const lines = parsed(timeline).map(({ kind, what, at }) => ({ kind, what, ms: momentOf(at) }));
  const steps = lines.filter(({ kind }) => kind === 'step');
  const lastMs = lines.at(-1)?.ms ?? 0;
  return steps.map(({ what, ms }, index) => ({
    what: String(what),
    fromMs: ms,
    toMs: steps[index + 1]?.ms ?? lastMs,
  }));
}

function momentOf(at: unknown): number {
  return typeof at === 'object' && at !== null && 'hostMs' in at ? Number(at.hostMs) : Number.NaN;
}

function parsed(lines: string): readonly Readonly<Record<string, unknown>>[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
