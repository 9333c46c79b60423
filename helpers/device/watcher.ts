import type { Artifact, ArtifactContent, ArtifactEvent } from '../model/artifact.ts';
import { parseArtifactId } from '../model/ids.ts';
import type { WatchedRoot } from '../model/timeline.ts';
import type { Adb } from './adb.ts';
import { type ListedFile, listingCommand, parseListing, unreadablePart } from './listing.ts';
import type { RecordingSink } from './recording-sink.ts';
import { shellQuote } from './shell-quote.ts';
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

interface Known extends ListedFile {
  readonly root: WatchRoot;
}

interface Listing {
  readonly root: WatchRoot;
  readonly files: readonly ListedFile[];
  readonly unreadable?: string;
  /** Just before and after the phone listed it, by the host's clock. */
  readonly startedMs: number;
}

/** Files above this are not pulled; they are recorded as unreadable with this reason. */
const LARGEST_PULL_BYTES = 256 * 1024 * 1024;
const PASS_TIMEOUT_MS = 120_000;

export function createWatcher(parts: WatcherParts): Watcher {
  let known = new Map<string, Known>();
  let passes = 0;
  let artifacts = 0;
  let lastStartedMs: number | undefined;

  async function record(
    event: ArtifactEvent,
    file: Known,
    seenMs: number,
    content: ArtifactContent,
  ): Promise<Artifact> {
    artifacts += 1;
    const artifact: Artifact = {
      id: parseArtifactId(`artifact-${artifacts}`),
      path: file.path,
      reach: reachOf(file.path, file.root, parts.packageName),
      event,
      pass: passes,
      seenMs,
      content,
      ...(lastStartedMs === undefined ? {} : { notBeforeMs: lastStartedMs }),
      ...(event === 'removed' ? {} : { stat: statOf(file) }),
    };
    parts.sink.artifact(artifact);
    return artifact;
  }

  async function compare(listings: readonly Listing[]): Promise<readonly Artifact[]> {
    const recorded: Artifact[] = [];
    const seen = new Map<string, Known>();
    for (const { root, files } of listings) {
      for (const file of files) seen.set(file.path, { ...file, root });
    }
    for (const file of seen.values()) {
      const event = eventOf(known.get(file.path), file, passes);
      if (event === undefined) continue;
      const content = event === 'baseline' ? ({ kind: 'not-pulled' } as const) : await pull(parts, file);
      recorded.push(await record(event, file, Date.now(), content));
    }
    for (const [path, file] of known) {
      // A root that could not be listed this time says nothing about its files: they are kept as known.
      const listing = listings.find((one) => one.root.path === file.root.path);
      if (seen.has(path)) continue;
      if (listing?.unreadable !== undefined) seen.set(path, file);
      else recorded.push(await record('removed', file, Date.now(), { kind: 'removed' }));
    }
    known = seen;
    return recorded;
  }

  return {
    async pass() {
      const startedMs = Date.now();
      const listings: Listing[] = [];
      for (const root of watchRoots(parts.packageName)) listings.push(await list(parts, root));
      const recorded = await compare(listings);
      const endedMs = Date.now();
      parts.sink.timeline({
        kind: 'watch-pass',
        at: { hostMs: startedMs },
        pass: { number: passes, startedMs, endedMs, roots: listings.map(watchedRoot) },
      });
      passes += 1;
      lastStartedMs = startedMs;
      return recorded;
    },
  };
}

function eventOf(before: Known | undefined, now: ListedFile, pass: number): ArtifactEvent | undefined {
  if (before === undefined) return pass === 0 ? 'baseline' : 'created';
  const same =
    before.inode === now.inode && before.bytes === now.bytes && before.modifiedMs === now.modifiedMs;
  return same ? undefined : 'changed';
}

async function list(parts: WatcherParts, root: WatchRoot): Promise<Listing> {
  const startedMs = Date.now();
  const line = listingCommand(shellQuote(root.path), parts.mark);
  if (root.needsRoot && parts.superuser === undefined) return refused(parts, root, startedMs);
  const wrapped = root.needsRoot && parts.superuser !== undefined ? parts.superuser.wrap(line) : line;
  const outcome = await parts.adb.attempt(wrapped, { timeoutMs: PASS_TIMEOUT_MS });
  const files = parseListing(outcome.stdout, parts.mark);
  const unreadable = unreadablePart(outcome.stderr, outcome.exitCode);
  return { root, files, startedMs, ...(unreadable === undefined ? {} : { unreadable }) };
}

/** Asks the phone all the same, so that the reason is the phone's own words. */
async function refused(parts: WatcherParts, root: WatchRoot, startedMs: number): Promise<Listing> {
  const outcome = await parts.adb.attempt(`ls ${shellQuote(root.path)}`);
  const said = outcome.stderr.trim().split('\n')[0] ?? '';
  return { root, files: [], startedMs, unreadable: said === '' ? 'no root on this phone' : said };
}

async function pull(parts: WatcherParts, file: Known): Promise<ArtifactContent> {
  if (file.bytes > LARGEST_PULL_BYTES) {
    return {
      kind: 'unreadable',
      because: `${file.bytes} bytes are more than the limit of ${LARGEST_PULL_BYTES}`,
    };
  }
  const cat = `cat ${shellQuote(file.path)}`;
  const line = file.root.needsRoot && parts.superuser !== undefined ? parts.superuser.wrap(cat) : cat;
  // `exec-out` merges standard error into the bytes and hides the exit code: the size tells whether it worked.
  const bytes = await parts.adb.bytes(`${line} 2>/dev/null`, { timeoutMs: PASS_TIMEOUT_MS });
  if (bytes.length === 0 && file.bytes > 0) {
    return {
      kind: 'unreadable',
      because: 'it went away, or could not be read, before its content was pulled',
    };
  }
  return { kind: 'stored', sha256: await parts.sink.storeObject(bytes), bytes: bytes.length };
}

function statOf(file: ListedFile): { bytes: number; modifiedMs: number; inode: number; owner: string } {
  return { bytes: file.bytes, modifiedMs: file.modifiedMs, inode: file.inode, owner: file.owner };
}

function watchedRoot(listing: Listing): WatchedRoot {
  return {
    path: listing.root.path,
    reach: listing.root.reach,
    files: listing.files.length,
    ...(listing.unreadable === undefined ? {} : { unreadable: listing.unreadable }),
  };
}
