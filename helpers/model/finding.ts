import type { Channel } from './claim.ts';
import type { ArtifactId, FlowId, Sha256, StimulusId } from './ids.ts';
import type { Interval } from './moment.ts';

/** "This artifact or flow contains this, derived from this stimulus", pointing at bytes. */
export interface Finding {
  readonly detector: 'whole-content' | 'without-place' | 'literal-run' | 'disguised-run' | 'derived-value';
  readonly stimulus: StimulusId;
  readonly channel: Channel;
  readonly place: Place;
  /** The object that holds the bytes. */
  readonly sha256: Sha256;
  /** The stretch of the object that holds the matching bytes, or from which they were decoded. */
  readonly offset: number;
  readonly length: number;
  /** Where the matching bytes stand in the innermost layer; absent when the object holds them plainly. */
  readonly inLayer?: { readonly offset: number; readonly length: number };
  /** Where the same bytes start in the stimulus. */
  readonly stimulusOffset: number;
  /** Decodings from the object to the bytes, outermost first; empty when they stand there plainly. */
  readonly chain: readonly string[];
  /** When it came about: between these two moments of host time. */
  readonly during: Interval;
  /** One sentence that a lawyer can read. */
  readonly why: string;
}

export type Place =
  | { readonly kind: 'artifact'; readonly artifact: ArtifactId; readonly path: string }
  | {
      readonly kind: 'flow';
      readonly flow: FlowId;
      readonly part:
        | 'request-body'
        | 'response-body'
        | 'url'
        | 'request-headers'
        | 'websocket-message'
        | 'tunnel-bytes';
      readonly host: string;
    };
