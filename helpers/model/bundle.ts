import type { Artifact } from './artifact.ts';
import type { CounterSample } from './counter.ts';
import type { Flow } from './flow.ts';
import type { Sha256 } from './ids.ts';
import type { RunRecord } from './run.ts';
import type { Stimulus } from './stimulus.ts';
import type { TimelineEvent } from './timeline.ts';

/** One adb command as it could be pasted into a terminal. Lines of `commands.jsonl`. */
export interface CommandRecord {
  readonly startedMs: number;
  readonly durationMs: number;
  readonly command: string;
  /** Null when it was ended by a signal or never started. */
  readonly exitCode: number | null;
}

/** The files of a bundle that hold JSON Lines. */
export const LINE_FILES = ['timeline', 'commands', 'stimuli', 'artifacts', 'flows', 'counters'] as const;
export type LineFile = (typeof LINE_FILES)[number];

/** A loaded bundle: all that judging may look at. */
export interface Bundle {
  readonly run: RunRecord;
  readonly timeline: readonly TimelineEvent[];
  readonly commands: readonly CommandRecord[];
  readonly stimuli: readonly Stimulus[];
  readonly artifacts: readonly Artifact[];
  readonly flows: readonly Flow[];
  readonly counters: readonly CounterSample[];
  /** The bytes of an object, checked against its name; `undefined` when the store does not hold it. */
  readonly contentOf: (sha256: Sha256) => Uint8Array | undefined;
  readonly seal: Seal;
  /** What was wrong with the files: each becomes a gap, so that a cut-off bundle is never `upheld`. */
  readonly damage: readonly Damage[];
}

export type Seal =
  | { readonly kind: 'sealed'; readonly manifestSha256: Sha256 }
  | { readonly kind: 'unsealed' }
  /** The manifest is there and something does not agree with it. */
  | { readonly kind: 'broken'; readonly because: string };

export interface Damage {
  readonly file: string;
  /** Counted from 1; absent when the whole file is concerned. */
  readonly line?: number;
  readonly because: string;
}
