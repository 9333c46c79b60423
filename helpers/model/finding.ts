import type { Channel } from './claim.ts';
import type { ArtifactId, FlowId, Sha256, StimulusId } from './ids.ts';
import type { Interval } from './moment.ts';

/** "This artifact or flow contains this, derived from this stimulus", pointing at bytes. */
export interface Finding {
  readonly detector:
    | 'whole-content'
    | 'without-place'
    | 'literal-run'
    | 'disguised-run'
    | 'keyed-picture'
    | 'unmarked-picture'
    | 'derived-value'
    | 'read-text';
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
  /** What was put together in this order before anything was decoded; `offset` counts in the one that the place names. */
  readonly joined?: readonly JoinedPart[];
  /** Of `keyed-picture` and `unmarked-picture`: the bytes are a picture that was made of the stimulus. */
  readonly picture?: PictureEvidence;
  /** Of `derived-value` and `read-text`: what is said of the stimulus, where nothing of its bytes has to stand. */
  readonly value?: SaidValue;
  /** Of `read-text`: the bytes are a picture, and so was the line read in which the value stands. */
  readonly line?: string;
  /** The number that decided. */
  readonly decidedBy: Measure;
  /** When it came about: between these two moments of host time. */
  readonly during: Interval;
  /** One sentence that a lawyer can read. */
  readonly why: string;
}

/** E.g. 1,200 `bytes in a row, alike` where 64 are needed. */
export interface Measure {
  readonly what: string;
  readonly value: number;
  /** What it has to reach. */
  readonly least: number;
}

export interface SaidValue {
  readonly kind: 'digits' | 'text' | 'qr-code' | 'file-name' | 'position' | 'hash';
  /** Four digits, or a rounded place: had by others as well, it decides nothing. */
  readonly weak?: true;
}

/** One of several objects that hold a stimulus together. */
export interface JoinedPart {
  readonly of: ArtifactId | FlowId;
  readonly sha256: Sha256;
  /** A message of a WebSocket that was compressed without its end, which is put behind it again. */
  readonly endCutOff?: true;
}

/** What shows that a picture was made of a stimulus. */
export interface PictureEvidence {
  /** In words: format, size, and what was done to it. */
  readonly how: string;
  /** How strongly it carries the stimulus' key, or its noise, in standard deviations; negative when it is inverted. */
  readonly z: number;
  /**
   * Of a stimulus that no key marks: which part of its sensor's noise the picture has. Another photo of the same scene, from the same
   * place, has other noise.
   */
  readonly noiseShare?: number;
  /** A picture without the key, or that noise, would come this far by chance at most once in ten to the power of minus this number. */
  readonly log10P: number;
  /**
   * From the picture's pixels to those of the stimulus' image: x′ = a·x + b·y + c, y′ = d·x + e·y + f, as a, b, c, d, e, f.
   * Absent where the image does not show its drawing well enough.
   */
  readonly toImage?: readonly [number, number, number, number, number, number];
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
