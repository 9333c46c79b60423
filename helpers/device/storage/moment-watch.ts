import type { Reach } from '../../model/artifact.ts';
import type { Adb } from '../adb.ts';
import type { RunningProcess } from '../process-runner.ts';
import { shellQuote } from '../shell-quote.ts';
import type { Superuser } from '../superuser.ts';
import { waitFor } from '../wait.ts';
import { createRecordReader, type MomentRecord } from './moment-record.ts';
import { MOMENT_GROUPS, type MomentGroup, momentScript } from './moment-script.ts';
import { shownPath } from './raw-path.ts';
import type { WatchRoot } from './watch-roots.ts';

/** Notes what happens to files between two watching passes, and copies what is written. */
export interface MomentWatch {
  /** Starts it, again if it has ended. What it cannot see is told by the next `take`. */
  ensure(): Promise<void>;
  /** A shell line that every watcher has to report: by that it is known to see, and all that came before to be told. */
  beat(number: number): string;
  /** What was seen up to a beat, which is waited for. */
  take(number: number): Promise<SeenMoments>;
  /** Forgets what it was blind to before it was begun anew: nobody was there to be seen. */
  excuse(): void;
  /** Ends all of it on the phone. */
  close(): Promise<void>;
  /** Where copies lie on the phone. */
  readonly copies: string;
}

export interface SeenMoments {
  readonly records: readonly MomentRecord[];
  /** What of storage was not watched since the last beat, and why. */
  readonly blind: readonly { readonly channel: Reach; readonly because: string }[];
  /** The host's clock less the phone's. */
  readonly offsetMs: number;
}

interface MomentParts {
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  readonly packageName: string;
  readonly nonce: string;
  readonly mark: string;
  readonly roots: readonly WatchRoot[];
  /** Whose storage a path of the phone is in. */
  readonly reachAt: (record: MomentRecord) => Reach;
}

/** One life of the script on the phone. */
interface Life {
  readonly running: RunningProcess;
  readonly records: MomentRecord[];
  /** The processes of `inotifyd` that stay, with the storage that they watch. */
  readonly watchers: Map<number, MomentGroup>;
  readonly beats: Map<string, Set<number>>;
  /** What has ended and must be begun anew. */
  readonly broken: { readonly channel: Reach; readonly because: string }[];
  /** What it cannot watch, however often it is begun. */
  readonly unwatched: { readonly channel: Reach; readonly because: string }[];
  /** The kernel had more events than it could keep. */
  lost: boolean;
  started: boolean;
  over: string | undefined;
}

const START_TIMEOUT_MS = 10_000;
/** A phone under load takes its time; nobody waits longer than it does. */
const BEAT_TIMEOUT_MS = 8_000;
const POLL_MS = 10;
const GRACE_MS = 5_000;
/** Beginning anew helps after a reboot or a cut connection, not on a phone that cannot. */
const MOST_LIVES = 20;

export function createMomentWatch(parts: MomentParts): MomentWatch {
  const directory = `/data/local/tmp/telltale-${parts.nonce}-moments`;
  let life: Life | undefined;
  let lives = 0;
  const earlier: Pick<Life, 'records'> & { readonly blind: Life['broken'] } = { records: [], blind: [] };
  let offsetMs = Number.POSITIVE_INFINITY;
  const asReader = (line: string): string => parts.superuser?.wrap(line) ?? line;
  // The pass that it begins takes the copies away, which makes room for others.
  const beat = (name: string): string =>
    `mkdir ${shellQuote(`${directory}/beat/${name}`)} 2>/dev/null && rm -f ${shellQuote(`${directory}/full`)}`;
  const note = (current: Life, record: MomentRecord): void => {
    offsetMs = Math.min(offsetMs, Date.now() - record.deviceMs);
    noteRecord(current, record, parts);
  };
  const end = async (): Promise<void> => {
    const ending = life;
    life = undefined;
    await ending?.running.close(GRACE_MS);
  };
  return {
    copies: `${directory}/c`,
    beat: (number) => beat(String(number)),
    async ensure() {
      if (life !== undefined && life.over === undefined && life.broken.length === 0) return;
      if (lives === MOST_LIVES) return;
      lives += 1;
      if (life !== undefined) {
        // Nothing of what it was blind to is forgotten because another takes its place.
        earlier.blind.push(...blindSpots(life, undefined));
        earlier.records.push(...life.records.filter(({ what }) => what !== 'beat'));
      }
      await end();
      const script = momentScript(parts.roots, { ...parts, directory, root: parts.superuser !== undefined });
      life = startLife((onOutput) => parts.adb.start(asReader(script), onOutput), parts.mark, note);
      await awaitStart(life, async (name) => void (await parts.adb.attempt(asReader(beat(name)))));
    },
    async take(number) {
      if (life === undefined) return { records: [], blind: everything('it was not started'), offsetMs: 0 };
      await awaitBeat(life, String(number));
      const records = [...earlier.records.splice(0), ...takeUpTo(life, String(number))];
      const blind = [...earlier.blind.splice(0), ...blindSpots(life, String(number))];
      return { records, blind, offsetMs };
    },
    excuse: () => void earlier.blind.splice(0),
    close: end,
  };
}

function startLife(
  start: (onOutput: (chunk: Uint8Array) => void) => RunningProcess,
  mark: string,
  note: (life: Life, record: MomentRecord) => void,
): Life {
  const reader = createRecordReader(mark, (record) => note(life, record));
  const life: Life = {
    running: start((chunk) => reader.push(chunk)),
    records: [],
    watchers: new Map(),
    beats: new Map(),
    broken: [],
    unwatched: [],
    lost: false,
    started: false,
    over: undefined,
  };
  void life.running.ended.then(({ exitCode, stderr }) => {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    life.over = `it ended with code ${exitCode}${said === '' ? '' : `: ${said}`}`;
  });
  return life;
}

function noteRecord(life: Life, record: MomentRecord, { reachAt }: Pick<MomentParts, 'reachAt'>): void {
  switch (record.what) {
    case 'started':
      life.started = true;
      return;
    case 'watching': {
      const group = MOMENT_GROUPS.find((one) => one === record.rest);
      if (group !== undefined) life.watchers.set(record.pid, group);
      return;
    }
    case 'beat': {
      const seen = life.beats.get(record.rest) ?? new Set();
      life.beats.set(record.rest, seen.add(record.pid));
      life.records.push(record);
      return;
    }
    case 'ended': {
      const group = MOMENT_GROUPS.find((one) => record.rest.startsWith(`${one} `));
      // One that watched a new directory ends with it.
      if (group === undefined) return;
      life.watchers.delete(record.pid);
      life.broken.push({ channel: group, because: `inotifyd ended: ${record.rest.slice(group.length + 1)}` });
      return;
    }
    case 'lost':
      life.lost = true;
      return;
    case 'unwatched':
      life.unwatched.push({
        channel: reachAt(record),
        because: `inotifyd cannot watch ${shownPath(record.rest)}`,
      });
      return;
    default:
      life.records.push(record);
  }
}

/** Until every watcher has reported a directory that was made after it was started, or the limit. */
async function awaitStart(life: Life, beat: (name: string) => Promise<void>): Promise<void> {
  await waitFor(async () => (life.started || life.over !== undefined ? true : undefined), {
    timeoutMs: START_TIMEOUT_MS,
    everyMs: POLL_MS,
  });
  for (let attempt = 0; attempt < 5 && life.over === undefined && life.broken.length === 0; attempt += 1) {
    const name = `start-${attempt}`;
    await beat(name);
    if (await awaitBeat(life, name)) return;
  }
}

/** Whether every watcher reported it in time. What has ended is not waited for. */
async function awaitBeat(life: Life, name: string): Promise<boolean> {
  const missing = (): number =>
    [...life.watchers.keys()].filter((pid) => !life.beats.get(name)?.has(pid)).length;
  const isOver = (): boolean =>
    life.over !== undefined || (life.watchers.size === 0 ? life.broken.length > 0 : missing() === 0);
  await waitFor(async () => (isOver() ? true : undefined), { timeoutMs: BEAT_TIMEOUT_MS, everyMs: POLL_MS });
  return life.over === undefined && life.watchers.size > 0 && missing() === 0;
}

/** What each watcher told up to its report of the beat; the rest is left for the next one. */
function takeUpTo(life: Life, name: string): readonly MomentRecord[] {
  const isBeat = ({ what, rest }: MomentRecord): boolean => what === 'beat' && rest === name;
  const last = life.records.findLastIndex(isBeat);
  const ends = new Map(
    life.records.flatMap((one, index) => (isBeat(one) ? [[one.pid, index] as const] : [])),
  );
  const isBefore = ({ pid }: MomentRecord, index: number): boolean => index <= (ends.get(pid) ?? last);
  const taken = last < 0 ? [...life.records] : life.records.filter(isBefore);
  const left = last < 0 ? [] : life.records.filter((one, index) => !isBefore(one, index));
  life.records.splice(0, life.records.length, ...left);
  return taken.filter(({ what }) => what !== 'beat');
}

/** Without a beat only what is known without asking. */
function blindSpots(life: Life, name: string | undefined): SeenMoments['blind'] {
  if (life.over !== undefined) return everything(life.over);
  const silent = [...life.watchers].flatMap(([pid, channel]) =>
    name === undefined || life.beats.get(name)?.has(pid) === true
      ? []
      : [{ channel, because: `inotifyd did not answer within ${BEAT_TIMEOUT_MS / 1000} s` }],
  );
  const lost = life.lost ? everything('the phone lost events of files') : [];
  life.lost = false;
  if (life.watchers.size === 0 && life.broken.length === 0) return everything('inotifyd did not start');
  return [...life.broken, ...life.unwatched, ...lost, ...silent];
}

function everything(because: string): SeenMoments['blind'] {
  return MOMENT_GROUPS.map((channel) => ({ channel, because }));
}
