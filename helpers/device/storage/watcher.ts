import { randomBytes } from 'node:crypto';
import type { Artifact, ArtifactContent } from '../../model/artifact.ts';
import { HarnessError } from '../../model/harness-error.ts';
import { parseArtifactId } from '../../model/ids.ts';
import type { WatchedRoot } from '../../model/timeline.ts';
import type { Adb } from '../adb.ts';
import type { RecordingSink } from '../recording-sink.ts';
import type { Superuser } from '../superuser.ts';
import { listingScript, parseListings, type RootListing } from './listing.ts';
import { probeStorage } from './phone-storage.ts';
import { type PulledContent, pullContents } from './pull-contents.ts';
import type { RawPath } from './raw-path.ts';
import { type KnownFile, type StorageChange, storageChanges } from './storage-changes.ts';
import { reachOf, type WatchRoot, watchRoots } from './watch-roots.ts';

/** Lists everything that can be read, again and again, and records what appeared, changed or went away. */
export interface Watcher {
  /** One pass. Returns the artifacts that it recorded. The first pass is the baseline: nothing is pulled. */
  pass(): Promise<readonly Artifact[]>;
  /** What is watched; found out once. */
  roots(): Promise<readonly WatchRoot[]>;
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
interface Memory {
  known: ReadonlyMap<RawPath, KnownFile> | undefined;
  passes: number;
  artifacts: number;
  previousMs: number | undefined;
}

const PASS_TIMEOUT_MS = 120_000;

export function createWatcher(parts: WatcherParts): Watcher {
  const memory: Memory = { known: undefined, passes: 0, artifacts: 0, previousMs: undefined };
  let probing: Promise<readonly WatchRoot[]> | undefined;
  const roots = (): Promise<readonly WatchRoot[]> => {
    probing ??= probe(parts);
    return probing;
  };
  return { roots, pass: async () => await watchOnce(parts, memory, await roots()) };
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
  memory: Memory,
  roots: readonly WatchRoot[],
): Promise<readonly Artifact[]> {
  const startedMs = Date.now();
  const listings = await list(parts, roots);
  const { changes, known } = storageChanges(memory.known, listings);
  const remembered = new Map(known);
  const pulled = await pull(parts, changes);
  const recorded: Artifact[] = [];
  for (const change of changes) {
    const content = await contentOf(parts, change, pulled.get(change));
    if (content.kind === 'stored')
      remembered.set(change.file.raw, { ...change.file, sha256: content.sha256 });
    if (isTouchedOnly(change, content)) continue;
    memory.artifacts += 1;
    const artifact = describe(parts, memory, change, content);
    parts.sink.artifact(artifact);
    recorded.push(artifact);
  }
  const pass = { number: memory.passes, startedMs, endedMs: Date.now(), roots: listings.map(watchedRoot) };
  parts.sink.timeline({ kind: 'watch-pass', at: { hostMs: startedMs }, pass });
  memory.known = remembered;
  memory.passes += 1;
  memory.previousMs = startedMs;
  return recorded;
}

async function list(parts: WatcherParts, roots: readonly WatchRoot[]): Promise<readonly RootListing[]> {
  const mark = freshMark();
  const script = listingScript(roots, mark, scratch(parts, 'list'));
  try {
    const command = parts.superuser?.wrap(script) ?? script;
    return parseListings(await parts.adb.bytes(command, { timeoutMs: PASS_TIMEOUT_MS }), roots, mark);
  } catch (error) {
    const unreadable = unlessLost(error);
    return roots.map((root) => ({ root, files: [], unreadable }));
  }
}

async function pull(
  parts: WatcherParts,
  changes: readonly StorageChange[],
): Promise<ReadonlyMap<StorageChange, PulledContent>> {
  const wanted = changes.filter(({ event }) => event === 'created' || event === 'changed');
  try {
    const contents = await pullContents(
      { adb: parts.adb, superuser: parts.superuser, scratch: scratch(parts, 'wanted'), mark: freshMark() },
      wanted.map(({ file: { raw, bytes, root } }) => ({
        raw,
        bytes,
        ...(root.runAs === undefined ? {} : { runAs: root.runAs }),
      })),
    );
    return new Map(
      wanted.flatMap((change, index) => {
        const content = contents[index];
        return content === undefined ? [] : [[change, content] as const];
      }),
    );
  } catch (error) {
    const because = unlessLost(error);
    return new Map(wanted.map((change) => [change, { kind: 'unreadable', because }]));
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

async function contentOf(
  parts: WatcherParts,
  { event }: StorageChange,
  pulled: PulledContent | undefined,
): Promise<ArtifactContent> {
  switch (event) {
    case 'baseline':
      return { kind: 'not-pulled' };
    case 'removed':
      return { kind: 'removed' };
    case 'created':
    case 'changed': {
      if (pulled === undefined) return { kind: 'unreadable', because: 'it was not pulled' };
      if (pulled.kind === 'unreadable') return pulled;
      return {
        kind: 'stored',
        sha256: await parts.sink.storeObject(pulled.bytes),
        bytes: pulled.bytes.length,
      };
    }
  }
}

/** Nothing but its ctime is another (a new mode, a link less), and the bytes are those that were pulled before. */
function isTouchedOnly({ event, file, before }: StorageChange, content: ArtifactContent): boolean {
  if (event !== 'changed' || content.kind !== 'stored' || before === undefined) return false;
  const [modified] = file.stamp.split(' ');
  const sameFile = before.inode === file.inode && before.stamp.startsWith(`${modified} `);
  return sameFile && before.sha256 === content.sha256;
}

function describe(
  parts: WatcherParts,
  memory: Memory,
  { event, file, before }: StorageChange,
  content: ArtifactContent,
): Artifact {
  const { bytes, modifiedMs, changedMs, inode, owner } = file;
  return {
    id: parseArtifactId(`artifact-${memory.artifacts}`),
    path: file.path,
    reach: reachOf(file.path, file.root, parts.packageName),
    event,
    pass: memory.passes,
    seenMs: Date.now(),
    content,
    ...(memory.previousMs === undefined ? {} : { notBeforeMs: memory.previousMs }),
    ...(event === 'removed' ? {} : { stat: { bytes, modifiedMs, changedMs, inode, owner } }),
    ...(event === 'created' && before !== undefined ? { renamedFrom: before.path } : {}),
  };
}

function watchedRoot({ root, files, unreadable }: RootListing): WatchedRoot {
  return {
    path: root.path,
    reach: root.reach,
    files: files.length,
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}
