import { randomBytes } from 'node:crypto';
import type { Artifact } from '../../model/artifact.ts';
import { HarnessError } from '../../model/harness-error.ts';
import type { WatchedRoot } from '../../model/timeline.ts';
import type { Adb } from '../adb.ts';
import type { RecordingSink } from '../recording-sink.ts';
import type { Superuser } from '../superuser.ts';
import { listingScript, parseListings, type RootListing } from './listing.ts';
import { type MomentEvent, momentEvents, reachAt } from './moment-events.ts';
import { createMomentWatch, type MomentWatch, type SeenMoments } from './moment-watch.ts';
import { probeStorage } from './phone-storage.ts';
import { type PulledContent, pullContents, type WantedFile } from './pull-contents.ts';
import { type RawPath, rawPathOf } from './raw-path.ts';
import { recordChanges } from './record-changes.ts';
import { recordMoments } from './record-moments.ts';
import { type KnownFile, type StorageChange, storageChanges } from './storage-changes.ts';
import { type WatchRoot, watchRoots } from './watch-roots.ts';

/** Lists everything that can be read, again and again, and records what appeared, changed or went away. */
export interface Watcher {
  /** One pass. Returns the artifacts that it recorded. The first pass is the baseline: nothing is pulled. */
  pass(): Promise<readonly Artifact[]>;
  /** What is watched; found out once. */
  roots(): Promise<readonly WatchRoot[]>;
  /**
   * Watches for files of a moment again after the phone was away, without waiting for the next pass. That nothing
   * watched meanwhile is a gap, unless `target` says that it has not run.
   */
  resume(target: () => Promise<'did not run' | 'may have run'>): Promise<void>;
  /** Ends what runs on the phone. */
  close(): Promise<void>;
}

export interface WatcherParts {
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  readonly packageName: string;
  readonly sink: RecordingSink;
  /** Unique to the run; names what lies on the phone meanwhile. */
  readonly nonce: string;
}

/** What is known from pass to pass. */
export interface WatchMemory {
  known: ReadonlyMap<RawPath, KnownFile> | undefined;
  passes: number;
  artifacts: number;
  previousMs: number | undefined;
}

/** What one pass found on the phone, before any of it is recorded. */
export interface PassFindings {
  readonly startedMs: number;
  readonly changes: readonly StorageChange[];
  readonly known: ReadonlyMap<RawPath, KnownFile>;
  readonly events: readonly MomentEvent[];
  readonly offsetMs: number;
  readonly contents: ReadonlyMap<StorageChange | MomentEvent, PulledContent>;
}

interface Watching {
  readonly roots: readonly WatchRoot[];
  readonly moments: MomentWatch;
}

const PASS_TIMEOUT_MS = 120_000;

export function createWatcher(parts: WatcherParts): Watcher {
  const memory: WatchMemory = { known: undefined, passes: 0, artifacts: 0, previousMs: undefined };
  let opening: Promise<Watching> | undefined;
  const watching = (): Promise<Watching> => {
    opening ??= open(parts);
    return opening;
  };
  return {
    roots: async () => (await watching()).roots,
    pass: async () => await watchOnce(parts, memory, await watching()),
    async resume(target) {
      const { moments } = await watching();
      await ensure(moments);
      if ((await target()) === 'did not run') moments.excuse();
    },
    close: async () => await (await opening)?.moments.close(),
  };
}

async function open(parts: WatcherParts): Promise<Watching> {
  const { adb, superuser, packageName, nonce } = parts;
  const roots = await probe(parts);
  const moments = createMomentWatch({
    adb,
    superuser,
    packageName,
    nonce,
    mark: freshMark(),
    roots,
    reachAt: ({ rest }) => reachAt(rest, roots, packageName),
  });
  return { roots, moments };
}

async function probe(parts: WatcherParts): Promise<readonly WatchRoot[]> {
  const storage = await probeStorage(parts, freshMark());
  const { users, without, volumes, adopted, unknown } = storage;
  const what = [
    `storage of ${users.map(({ id, name }) => `user ${id} (${name})`).join(', ')}`,
    ...(volumes.length + adopted.length > 0 ? [`volumes ${[...volumes, ...adopted].join(', ')}`] : []),
    ...(without.length > 0 ? [`not of ${without.join(', ')}, who do not have the app`] : []),
    parts.superuser === undefined ? 'without root' : 'with root',
  ].join('; ');
  parts.sink.timeline({ kind: 'act', at: { hostMs: Date.now() }, what: `found out what to watch: ${what}` });
  for (const because of unknown) {
    for (const channel of ['shared-storage', 'app-external-storage', 'app-internal-storage'] as const) {
      const remedy = 'look by hand who else uses the phone, and where';
      const gap = { code: 'storage-unreadable', channel, because: `not known, ${because}`, remedy } as const;
      parts.sink.timeline({ kind: 'gap', at: { hostMs: Date.now() }, gap });
    }
  }
  return watchRoots(parts.packageName, storage);
}

/** A new one for each command: what is on the phone by then can hold it by one chance in 10^15 only. */
function freshMark(): string {
  return `T${randomBytes(7).toString('base64url')}`;
}

async function watchOnce(
  parts: WatcherParts,
  memory: WatchMemory,
  { roots, moments }: Watching,
): Promise<readonly Artifact[]> {
  await ensure(moments);
  const startedMs = Date.now();
  const { listings, copies } = await list(parts, memory, { roots, moments });
  const seen = await moments.take(memory.passes);
  const { changes, known } = storageChanges(memory.known, listings);
  const events = momentEvents(seen.records, roots, parts.packageName);
  const contents = await pull(parts, changes, events, { copies, directory: moments.copies });
  const findings = { startedMs, changes, known, events, offsetMs: seen.offsetMs, contents };
  const stored = await recordChanges(parts, memory, findings);
  const caught = await recordMoments(parts, memory, findings, stored.hashes);
  const recorded = [...caught, ...stored.artifacts];
  for (const artifact of recorded) parts.sink.artifact(artifact);
  recordBlindness(parts, memory, seen, roots);
  const pass = { number: memory.passes, startedMs, endedMs: Date.now(), roots: listings.map(watchedRoot) };
  parts.sink.timeline({ kind: 'watch-pass', at: { hostMs: startedMs }, pass });
  memory.known = stored.known;
  memory.passes += 1;
  memory.previousMs = startedMs;
  if (seen.blind.length > 0) await ensure(moments);
  return recorded;
}

async function ensure(moments: MomentWatch): Promise<void> {
  try {
    await moments.ensure();
  } catch (error) {
    unlessLost(error); // What it does not see by then is said by the pass.
  }
}

/** All roots, and the sizes of the copies that the watch for moments has made, in one command. */
async function list(
  parts: WatcherParts,
  memory: WatchMemory,
  { roots, moments }: Watching,
): Promise<{ readonly listings: readonly RootListing[]; readonly copies: ReadonlyMap<string, number> }> {
  const mark = freshMark();
  const all = [...roots, { path: moments.copies, reach: 'app-internal-storage', user: 0 } as const];
  const script = `${moments.beat(memory.passes)}\n${listingScript(all, mark, scratch(parts, 'list'))}`;
  try {
    const command = parts.superuser?.wrap(script) ?? script;
    const output = await parts.adb.bytes(command, { timeoutMs: PASS_TIMEOUT_MS });
    const listings = parseListings(output, all, mark);
    const copies = listings.at(-1)?.files.map(({ path, bytes }) => [path, bytes] as const) ?? [];
    return { listings: listings.slice(0, -1), copies: new Map(copies) };
  } catch (error) {
    const unreadable = unlessLost(error);
    return { listings: roots.map((root) => ({ root, files: [], unreadable })), copies: new Map() };
  }
}

async function pull(
  parts: WatcherParts,
  changes: readonly StorageChange[],
  events: readonly MomentEvent[],
  { copies, directory }: { readonly copies: ReadonlyMap<string, number>; readonly directory: string },
): Promise<PassFindings['contents']> {
  const wanted = new Map<StorageChange | MomentEvent, WantedFile>();
  for (const change of changes) {
    const { raw, bytes, root } = change.file;
    if (change.event !== 'created' && change.event !== 'changed') continue;
    wanted.set(change, { raw, bytes, ...(root.runAs === undefined ? {} : { runAs: root.runAs }) });
  }
  for (const event of events) {
    const path = `${directory}/${event.caught}`;
    const bytes = event.caught === undefined ? undefined : copies.get(path);
    if (bytes !== undefined) wanted.set(event, { raw: rawPathOf(path), bytes, own: true });
  }
  const keys = [...wanted.keys()];
  try {
    const { adb, superuser } = parts;
    const pulling = { adb, superuser, scratch: scratch(parts, 'wanted'), mark: freshMark() };
    const contents = await pullContents(pulling, [...wanted.values()]);
    return new Map(
      contents.flatMap((content, index) => {
        const key = keys[index];
        return key === undefined ? [] : [[key, content] as const];
      }),
    );
  } catch (error) {
    const because = unlessLost(error);
    return new Map(keys.map((key) => [key, { kind: 'unreadable', because, opened: 'perhaps' }]));
  }
}

function scratch({ nonce }: WatcherParts, what: string): string {
  return `/data/local/tmp/telltale-${nonce}-${what}`;
}

/** A phone that is gone ends the recording; anything else is a gap, and the recording goes on. */
function unlessLost(error: unknown): string {
  if (error instanceof HarnessError && error.code !== 'DEVICE_LOST') return `${error.what}: ${error.why}`;
  throw error;
}

function recordBlindness(
  { sink, superuser }: WatcherParts,
  { previousMs }: WatchMemory,
  { blind }: SeenMoments,
  roots: readonly WatchRoot[],
): void {
  const own = {
    channel: 'app-internal-storage',
    because: 'only root can watch the app’s own directory',
  } as const;
  const all =
    superuser === undefined && roots.some(({ runAs }) => runAs !== undefined) ? [...blind, own] : blind;
  const toMs = Date.now();
  const unique = new Map(all.map((one) => [`${one.channel} ${one.because}`, one]));
  for (const { channel, because } of unique.values()) {
    const gap = {
      code: 'moments-unwatched',
      channel,
      during: { fromMs: previousMs ?? toMs, toMs },
      because: `a file that was there for a moment only would not have been seen: ${because}`,
      remedy: 'use a phone with root whose inotifyd works',
    } as const;
    sink.timeline({ kind: 'gap', at: { hostMs: toMs }, gap });
  }
}

function watchedRoot({ root, files, unreadable }: RootListing): WatchedRoot {
  return {
    path: root.path,
    reach: root.reach,
    files: files.length,
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}
