import type { Artifact, ArtifactContent } from '../../model/artifact.ts';
import { parseArtifactId, type Sha256 } from '../../model/ids.ts';
import { noteOwnOpening } from '../openings/own-openings.ts';
import type { PulledContent } from './pull-contents.ts';
import type { RawPath } from './raw-path.ts';
import type { KnownFile, StorageChange } from './storage-changes.ts';
import { reachOf } from './watch-roots.ts';
import type { PassFindings, WatcherParts, WatchMemory } from './watcher.ts';

/** What the pass found, as artifacts that are not written yet, and what is known from now on. */
export interface RecordedChanges {
  readonly artifacts: readonly Artifact[];
  readonly known: ReadonlyMap<RawPath, KnownFile>;
  /** Of what was pulled in this pass. */
  readonly hashes: ReadonlyMap<RawPath, Sha256>;
}

export async function recordChanges(
  parts: WatcherParts,
  memory: WatchMemory,
  { changes, contents, known }: PassFindings,
): Promise<RecordedChanges> {
  const remembered = new Map(known);
  const hashes = new Map<RawPath, Sha256>();
  const artifacts: Artifact[] = [];
  for (const change of changes) {
    const content = await contentOf(parts, change, contents.get(change));
    if (content.kind === 'stored') {
      hashes.set(change.file.raw, content.sha256);
      remembered.set(change.file.raw, { ...change.file, sha256: content.sha256 });
    }
    if (!isTouchedOnly(change, content)) artifacts.push(describe(parts, memory, change, content));
  }
  return { artifacts, known: remembered, hashes };
}

async function contentOf(
  { sink }: WatcherParts,
  { event, file }: StorageChange,
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
      // Also where nothing but its ctime is another: the file is opened for that all the same.
      const opened = pulled.kind === 'unreadable' ? pulled.opened : 'once';
      noteOwnOpening(sink, { path: file.path, reach: file.root.reach, hostMs: Date.now(), opened });
      if (pulled.kind === 'unreadable') return { kind: 'unreadable', because: pulled.because };
      return { kind: 'stored', sha256: await sink.storeObject(pulled.bytes), bytes: pulled.bytes.length };
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
  { packageName }: WatcherParts,
  memory: WatchMemory,
  { event, file, before }: StorageChange,
  content: ArtifactContent,
): Artifact {
  const { bytes, modifiedMs, changedMs, inode, owner } = file;
  memory.artifacts += 1;
  return {
    id: parseArtifactId(`artifact-${memory.artifacts}`),
    path: file.path,
    reach: reachOf(file.path, file.root, packageName),
    event,
    pass: memory.passes,
    seenMs: Date.now(),
    content,
    ...(memory.previousMs === undefined ? {} : { notBeforeMs: memory.previousMs }),
    ...(event === 'removed' ? {} : { stat: { bytes, modifiedMs, changedMs, inode, owner } }),
    ...(event === 'created' && before !== undefined ? { renamedFrom: before.path } : {}),
  };
}
