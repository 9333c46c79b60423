import type { ArtifactId, Sha256 } from './ids.ts';

/** Whose reach a path is in: the target's own directories, or storage that every app shares. */
export type Reach = 'shared-storage' | 'app-external-storage' | 'app-internal-storage';

/** `caught`: a file that no listing had in this state; its content was copied when the phone reported that it was written. */
export type ArtifactEvent = 'baseline' | 'created' | 'changed' | 'removed' | 'caught';

/**
 * A file event in the app's reach. `path` is the phone's, as UTF-8 with invalid bytes written `\xHH`; it is
 * hostile and must be escaped before it is shown.
 */
export interface Artifact {
  readonly id: ArtifactId;
  readonly path: string;
  readonly reach: Reach;
  readonly event: ArtifactEvent;
  /** The watching pass that saw it. */
  readonly pass: number;
  /** The last moment at which the path was known not to be in this state; absent in the first pass. */
  readonly notBeforeMs?: number;
  /** The moment at which it was seen in this state. */
  readonly seenMs: number;
  /** Absent for a removed file, and for one that was caught. */
  readonly stat?: FileStat;
  /** The path that the same file had in the pass before: it was renamed. */
  readonly renamedFrom?: string;
  readonly content: ArtifactContent;
}

export interface FileStat {
  readonly bytes: number;
  /** The phone's clock, in milliseconds since the Unix epoch. */
  readonly modifiedMs: number;
  /** The same clock; when its metadata last changed (ctime), which an app cannot set back. */
  readonly changedMs?: number;
  readonly inode: number;
  /** As the phone prints it, e.g. `u0_a77` or `10077`. */
  readonly owner: string;
}

export type ArtifactContent =
  | { readonly kind: 'stored'; readonly sha256: Sha256; readonly bytes: number }
  /** Present in the first pass and so older than every stimulus: not pulled. */
  | { readonly kind: 'not-pulled' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'unreadable'; readonly because: string };
