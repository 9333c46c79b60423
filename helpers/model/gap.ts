import type { Channel } from './claim.ts';
import type { FlowId, ScenarioId, StimulusId } from './ids.ts';
import type { Interval } from './moment.ts';

export const GAP_CODES = [
  'not-exercised',
  'version-unknown',
  'sandbox-unreadable',
  'storage-unreadable',
  'file-unreadable',
  'file-gone',
  'moments-unwatched',
  'reads-unobserved',
  'read-noted',
  'observer-registered',
  'artifact-unattributed',
  'tls-rejected',
  'tls-aborted',
  'tls-unused',
  'dns-over-tls',
  'connection-unused',
  'upstream-failed',
  'proxy-ignored',
  'opaque-body',
  'opaque-file',
  'traffic-unreadable',
  'flow-unattributed',
  'flow-incomplete',
  'bytes-unaccounted',
  'counters-missing',
  'stimulus-undelivered',
  'stimulus-unstored',
  'target-not-running',
  'window-too-short',
  'target-frozen',
  'control-missed',
  'consented-upload-unseen',
  'prompt-unseen',
  'clock-skew',
  'decode-limit',
  'value-known-otherwise',
  'bundle-cut-off',
  'bundle-unsealed',
  'harness-fault',
] as const;
export type GapCode = (typeof GAP_CODES)[number];

/** A stretch in which a detector could not look, with its reason. */
export interface Gap {
  readonly code: GapCode;
  /** Absent: it concerns every channel. */
  readonly channel?: Channel;
  /** Absent: it concerns every scenario. */
  readonly scenario?: ScenarioId;
  readonly stimulus?: StimulusId;
  readonly flow?: FlowId;
  readonly during?: Interval;
  /** The target was in front all that time: it says nothing about the background. */
  readonly inFront?: true;
  /** One sentence for a human: what could not be seen, and why. */
  readonly because: string;
  /** What would close it. */
  readonly remedy: string;
}
