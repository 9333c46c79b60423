import type { Artifact } from '../../model/artifact.ts';
import { parseArtifactId, type Sha256 } from '../../model/ids.ts';
import { noteOwnOpening } from '../openings/own-openings.ts';
import type { MomentEvent } from './moment-events.ts';
import { LARGEST_CATCH_BYTES } from './moment-script.ts';
import type { RawPath } from './raw-path.ts';
import type { PassFindings, WatcherParts, WatchMemory } from './watcher.ts';

/**
 * Notes each event of a file in the timeline, and makes artifacts of the contents that were caught and that no listing
 * had: a file that came and went, or that was written over. `pulled` are the contents that the pass itself pulled.
 */
export async function recordMoments(
  parts: WatcherParts,
  memory: WatchMemory,
  findings: PassFindings,
  pulled: ReadonlyMap<RawPath, Sha256>,
): Promise<readonly Artifact[]> {
  const artifacts: Artifact[] = [];
  const seen = new Set<string>();
  const gone = new Map<RawPath, MomentEvent>();
  for (const event of findings.events) {
    // The beat came first in the pass's command, and this before the beat.
    const hostMs = Math.min(event.deviceMs + findings.offsetMs, findings.startedMs);
    const bytes = caughtBytes(findings, event);
    const sha256 = bytes === undefined ? undefined : await parts.sink.storeObject(bytes);
    note(parts, event, hostMs, sha256);
    noteOwnOpening(parts.sink, { ...event, hostMs });
    if (sha256 === undefined || bytes === undefined || bytes.length === 0) continue;
    const known = [pulled.get(event.raw), memory.known?.get(event.raw)?.sha256];
    if (known.includes(sha256) || seen.has(`${event.raw}\0${sha256}`)) continue;
    seen.add(`${event.raw}\0${sha256}`);
    const content = { kind: 'stored', sha256, bytes: bytes.length } as const;
    artifacts.push({ ...describe(memory, event), event: 'caught', seenMs: hostMs, content });
    if (!findings.known.has(event.raw) && memory.known?.has(event.raw) !== true) gone.set(event.raw, event);
  }
  for (const event of gone.values()) {
    const content = { kind: 'removed' } as const;
    artifacts.push({ ...describe(memory, event), event: 'removed', seenMs: Date.now(), content });
  }
  return artifacts;
}

/** A copy as large as copies become may lack the rest. */
function caughtBytes({ contents }: PassFindings, event: MomentEvent): Buffer | undefined {
  const content = contents.get(event);
  return content?.kind === 'bytes' && content.bytes.length < LARGEST_CATCH_BYTES ? content.bytes : undefined;
}

function note({ sink }: WatcherParts, event: MomentEvent, hostMs: number, caught: Sha256 | undefined): void {
  const { path, reach, what, to, deviceMs } = event;
  sink.timeline({
    kind: 'file-event',
    at: { hostMs, deviceMs },
    event: {
      path,
      reach,
      what,
      ...(to === undefined ? {} : { to }),
      ...(caught === undefined ? {} : { caught }),
    },
  });
}

function describe(
  memory: WatchMemory,
  { path, reach }: MomentEvent,
): Pick<Artifact, 'id' | 'path' | 'reach' | 'pass' | 'notBeforeMs'> {
  memory.artifacts += 1;
  return {
    id: parseArtifactId(`artifact-${memory.artifacts}`),
    path,
    reach,
    pass: memory.passes,
    ...(memory.previousMs === undefined ? {} : { notBeforeMs: memory.previousMs }),
  };
}
