import type { Artifact, ArtifactContent, ArtifactEvent } from '../model/artifact.ts';
import { parseArtifactId } from '../model/ids.ts';
import type { WatchedRoot } from '../model/timeline.ts';
import type { Adb } from './adb.ts';
import { listingCommand, parseListing, unreadablePart } from './listing.ts';
import type { RecordingSink } from './recording-sink.ts';
import { shellQuote } from './shell-quote.ts';
import { type KnownFile, type RootListing, storageChanges } from './storage-changes.ts';
import type { Superuser } from './superuser.ts';
import { reachOf, type WatchRoot, watchRoots } from './watch-roots.ts';

/** Lists everything that can be read, again and again, and records what appeared, changed or went away. */
export interface Watcher {
  /** One pass. Returns the artifacts that it recorded. The first pass is the baseline: nothing is pulled. */
  pass(): Promise<readonly Artifact[]>;
}

interface WatcherParts {
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  readonly packageName: string;
  readonly sink: RecordingSink;
  /** A word that no file name can know. */
  readonly mark: string;
}

interface PassMoment {
  readonly number: number;
  readonly startedMs: number;
  /** When the pass before started; `undefined` in the first. */
  readonly previousMs: number | undefined;
}

/** Files above this are not pulled; they are recorded as unreadable with this reason. */
const LARGEST_PULL_BYTES = 256 * 1024 * 1024;
const PASS_TIMEOUT_MS = 120_000;

export function createWatcher(parts: WatcherParts): Watcher {
  let known: ReadonlyMap<string, KnownFile> | undefined;
  let passes = 0;
  let artifacts = 0;
  let previousMs: number | undefined;
  return {
    async pass() {
      const moment: PassMoment = { number: passes, startedMs: Date.now(), previousMs };
      const listings: RootListing[] = [];
      for (const root of watchRoots(parts.packageName)) listings.push(await list(parts, root));
      const found = storageChanges(known, listings);
      const recorded: Artifact[] = [];
      for (const { event, file } of found.changes) {
        artifacts += 1;
        const artifact = await describe(parts, moment, `artifact-${artifacts}`, event, file);
        parts.sink.artifact(artifact);
        recorded.push(artifact);
      }
      recordPass(parts, moment, listings);
      known = found.known;
      passes += 1;
      previousMs = moment.startedMs;
      return recorded;
    },
  };
}

async function describe(
  parts: WatcherParts,
  moment: PassMoment,
  id: string,
  event: ArtifactEvent,
  file: KnownFile,
): Promise<Artifact> {
  const content = await contentOf(parts, event, file);
  const { bytes, modifiedMs, inode, owner } = file;
  return {
    id: parseArtifactId(id),
    path: file.path,
    reach: reachOf(file.path, file.root, parts.packageName),
    event,
    pass: moment.number,
    seenMs: Date.now(),
    content,
    ...(moment.previousMs === undefined ? {} : { notBeforeMs: moment.previousMs }),
    ...(event === 'removed' ? {} : { stat: { bytes, modifiedMs, inode, owner } }),
  };
}

async function contentOf(
  parts: WatcherParts,
  event: ArtifactEvent,
  file: KnownFile,
): Promise<ArtifactContent> {
  switch (event) {
    case 'baseline':
      return { kind: 'not-pulled' };
    case 'removed':
      return { kind: 'removed' };
    case 'created':
    case 'changed':
      return await pull(parts, file);
  }
}

async function list(parts: WatcherParts, root: WatchRoot): Promise<RootListing> {
  if (root.needsRoot && parts.superuser === undefined) return await refused(parts, root);
  const line = listingCommand(shellQuote(root.path), parts.mark);
  const outcome = await parts.adb.attempt(asReader(parts, root, line), { timeoutMs: PASS_TIMEOUT_MS });
  const files = parseListing(outcome.stdout, parts.mark);
  const unreadable = unreadablePart(outcome.stderr, outcome.exitCode);
  return { root, files, ...(unreadable === undefined ? {} : { unreadable }) };
}

/** Asks the phone all the same, so that the reason is in the phone's own words. */
async function refused(parts: WatcherParts, root: WatchRoot): Promise<RootListing> {
  const outcome = await parts.adb.attempt(`ls ${shellQuote(root.path)}`);
  const said = outcome.stderr.trim().split('\n')[0] ?? '';
  return { root, files: [], unreadable: said === '' ? 'no root on this phone' : said };
}

async function pull(parts: WatcherParts, file: KnownFile): Promise<ArtifactContent> {
  if (file.bytes > LARGEST_PULL_BYTES) {
    return {
      kind: 'unreadable',
      because: `${file.bytes} bytes are more than the limit of ${LARGEST_PULL_BYTES}`,
    };
  }
  // `exec-out` merges standard error into the bytes and hides the exit code: the size tells whether it worked.
  const line = `${asReader(parts, file.root, `cat ${shellQuote(file.path)}`)} 2>/dev/null`;
  const bytes = await parts.adb.bytes(line, { timeoutMs: PASS_TIMEOUT_MS });
  if (bytes.length === 0 && file.bytes > 0) {
    return {
      kind: 'unreadable',
      because: 'it went away, or could not be read, before its content was pulled',
    };
  }
  return { kind: 'stored', sha256: await parts.sink.storeObject(bytes), bytes: bytes.length };
}

function asReader(parts: WatcherParts, root: WatchRoot, line: string): string {
  return root.needsRoot && parts.superuser !== undefined ? parts.superuser.wrap(line) : line;
}

function recordPass(parts: WatcherParts, moment: PassMoment, listings: readonly RootListing[]): void {
  const { number, startedMs } = moment;
  const pass = { number, startedMs, endedMs: Date.now(), roots: listings.map(watchedRoot) };
  parts.sink.timeline({ kind: 'watch-pass', at: { hostMs: startedMs }, pass });
}

function watchedRoot(listing: RootListing): WatchedRoot {
  return {
    path: listing.root.path,
    reach: listing.root.reach,
    files: listing.files.length,
    ...(listing.unreadable === undefined ? {} : { unreadable: listing.unreadable }),
  };
}
