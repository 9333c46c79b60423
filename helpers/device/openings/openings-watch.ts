import type { Adb } from '../adb.ts';
import type { RecordingSink } from '../recording-sink.ts';
import { shellQuote } from '../shell-quote.ts';
import type { Superuser } from '../superuser.ts';
import { waitFor } from '../wait.ts';
import { answerMark, createHearing } from './hearing.ts';
import { type InotifyLog, inotifyCommand, isWatchable } from './inotify.ts';

/** Notes which files of shared storage are opened, from below: there every reader is seen, whichever way it came. */
export interface OpeningsWatch {
  /** Records what was opened since the last time. */
  take(): Promise<readonly string[]>;
  watches(path: string): boolean;
  /** Watches again after the phone was away, without waiting for the next `take`. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

interface OpeningsParts {
  readonly adb: Adb;
  readonly superuser: Superuser;
  readonly sink: RecordingSink;
  readonly nonce: string;
  /** The owner's when left out. */
  readonly places?: OpeningsPlaces;
}

interface OpeningsPlaces {
  /** Where shared storage really lies, below FUSE or sdcardfs. */
  readonly lower: string;
  /** What apps and MediaStore call it. */
  readonly upper: string;
  /** Where the watch may put files of its own. */
  readonly scratch: string;
}

const OWNER: OpeningsPlaces = {
  lower: '/data/media/0',
  upper: '/storage/emulated/0',
  scratch: '/data/local/tmp',
};
/**
 * Opened, closed, closed after writing. The kernel tells two events as one when they are alike and follow each other
 * before they are read (inotify(7)): closings stand between openings, and are counted as well.
 */
const LETTERS = 'r0w';
const LETTERS_OF = { opened: /r/, closed: /[0w]/ } as const;
const MOST_DIRECTORIES = 400;
const BEAT_TIMEOUT_MS = 4_000;
const POLL_MS = 20;
const GRACE_MS = 5_000;
/** Of the question whether it has begun. */
const MOST_ATTEMPTS = 40;
const NOT_YET = 75;

/** Starts it on the directories that are there now; `undefined` on a phone where it reports nothing. */
export async function startOpenings(parts: OpeningsParts): Promise<OpeningsWatch | undefined> {
  const { lower, upper, scratch } = parts.places ?? OWNER;
  const own = `${scratch}/telltale-${parts.nonce}-openings`;
  const directories = await imageDirectories(parts, lower);
  const upperOf = (path: string): string => moved(path, lower, upper);
  let stream = listen(parts, [...directories, own], own);
  if (!(await stream.start())) {
    await stream.close();
    return undefined;
  }
  let fromMs = Date.now();
  const resume = async (): Promise<void> => {
    if (!stream.isOver()) return;
    // After a restart of the phone, or a cut connection: what was opened meanwhile stays unknown.
    stream = listen(parts, [...directories, own], own);
    await stream.start();
    fromMs = Date.now();
  };
  return {
    resume,
    watches: (path) => directories.includes(moved(path.slice(0, path.lastIndexOf('/')), upper, lower)),
    close: () => stream.close(),
    async take() {
      await resume();
      const { events, complete, offsetMs } = await stream.next();
      // Directories are opened by every listing.
      const opened = events.flatMap(({ watched, name, letters, deviceMs }) => {
        if (name === undefined || watched === own || directories.includes(`${watched}/${name}`)) return [];
        const path = `${upperOf(watched)}/${name}`;
        const atMs = deviceMs - offsetMs;
        const kinds = (['opened', 'closed'] as const).filter((kind) => LETTERS_OF[kind].test(letters));
        return kinds.map((event) => ({ path, atMs, event }));
      });
      const line = { kind: 'openings', hostMs: Date.now(), fromMs, complete } as const;
      parts.sink.counter({ ...line, directories: directories.map(upperOf), opened });
      fromMs = line.hostMs;
      return opened.flatMap(({ path, event }) => (event === 'opened' ? [path] : []));
    },
  };
}

interface Listening {
  /** Whether it reports what is opened. */
  start(): Promise<boolean>;
  /** What was reported since the last time, up to a beat, which is waited for. */
  next(): Promise<InotifyLog & { readonly complete: boolean; readonly offsetMs: number }>;
  /** Its connection has ended. */
  isOver(): boolean;
  close(): Promise<void>;
}

/**
 * Runs `inotifyd` and hears it out: a beat is a file of our own that is opened, after which all before has been told. The
 * script itself opens it when it is told to, which takes no other command.
 */
function listen(
  { adb, superuser, nonce }: OpeningsParts,
  watched: readonly string[],
  own: string,
): Listening {
  const mark = `O${nonce}`;
  const heard = createHearing(mark, watched);
  let over = false;
  let deaf = false;
  let beats = 0;
  const running = adb.start(superuser.wrap(script(watched, own, mark)), heard.push);
  void running.ended.then(() => {
    over = true;
  });
  /** The phone's clock less the host's, when the beat came through. */
  const beat = async (): Promise<number | undefined> => {
    beats += 1;
    const name = `beat-${beats}`;
    const askedMs = Date.now();
    running.say(name);
    // One that did not answer once is not waited for at every step.
    if (deaf) return undefined;
    const isTold = (): boolean => heard.answer(name) !== undefined && heard.opened(own, name);
    await waitFor(async () => (over || isTold() ? true : undefined), {
      timeoutMs: BEAT_TIMEOUT_MS,
      everyMs: POLL_MS,
    });
    deaf = !isTold();
    const { deviceMs = Number.NaN, hostMs = askedMs } = heard.answer(name) ?? {};
    const offsetMs = Math.round(deviceMs - (askedMs + hostMs) / 2);
    return deaf || !Number.isFinite(offsetMs) ? undefined : offsetMs;
  };
  return {
    close: async () => void (await running.close(GRACE_MS)),
    isOver: () => over,
    async start() {
      const pid = shellQuote(`${own}/pid`);
      const isReady = `[ -s ${pid} ] || exit ${NOT_YET}; sleep 0.1; kill -0 $(cat ${pid})`;
      for (let attempt = 0; attempt < MOST_ATTEMPTS && !over; attempt += 1) {
        const { exitCode } = await adb.attempt(superuser.wrap(isReady));
        if (exitCode === 0) return (await beat()) !== undefined;
        if (exitCode !== NOT_YET) return false;
      }
      return false;
    },
    async next() {
      const offsetMs = await beat();
      const { events, lost } = heard.take();
      return { events, lost, complete: offsetMs !== undefined && !lost, offsetMs: offsetMs ?? 0 };
    },
  };
}

/** Ends, with all that it started, when its standard input does: that is when the host goes away. */
function script(watched: readonly string[], own: string, mark: string): string {
  const pidFile = `${own}/pid`;
  const directory = shellQuote(own);
  return [
    `rm -rf ${directory}; mkdir -p ${directory}`,
    `{ ${inotifyCommand(watched, LETTERS, { mark, pidFile })}; } </dev/null 2>/dev/null &`,
    `while read -r said; do : > ${directory}/"$said"; print -r -- "${answerMark(mark)} $EPOCHREALTIME $said"; done`,
    `kill $(cat ${shellQuote(pidFile)}) 2>/dev/null; rm -rf ${directory}`,
  ].join('\n');
}

/** Private directories of apps are another channel's, and hold no image that anybody else could read. */
async function imageDirectories(
  { adb, superuser }: OpeningsParts,
  lower: string,
): Promise<readonly string[]> {
  const found = await adb.attempt(
    superuser.wrap(`find ${shellQuote(lower)}/ -path '*/Android/*' -prune -o -type d -print0 2>/dev/null`),
  );
  return found.stdout
    .split('\0')
    .map((path) => path.replaceAll('//', '/').replace(/(.)\/$/, '$1'))
    .filter((path) => path !== '' && isWatchable(path))
    .slice(0, MOST_DIRECTORIES);
}

function moved(path: string, from: string, to: string): string {
  return path.startsWith(from) ? to + path.slice(from.length) : path;
}
