import type { ScenarioId, Sha256, StimulusId } from './ids.ts';
import type { Moment } from './moment.ts';

export const STIMULUS_KINDS = [
  'screenshot-of-other-app',
  'screenshot-of-target',
  'photo',
  'saved-image',
] as const;
export type StimulusKind = (typeof STIMULUS_KINDS)[number];

/** How a saved image came there: the phone's browser downloaded it, or adb's shell inserted it into MediaStore. */
export const IMAGE_SAVERS = ['download', 'insert'] as const;
export type ImageSaver = (typeof IMAGE_SAVERS)[number];

export const PROCESS_STATES = [
  'foreground',
  'background',
  'cached',
  'frozen',
  'maybe-frozen',
  'stopped',
  'restarted',
] as const;
/**
 * Of the target. `background` is just after leaving, or with a service; `cached` is kept for reuse only, and runs;
 * `frozen` runs nothing, and `maybe-frozen` is cached on a phone that does not say whether it runs; `stopped` has no process; `restarted` came back without the user after its process was killed.
 */
export type ProcessState = (typeof PROCESS_STATES)[number];

export const CIRCUMSTANCES = [
  'screen-off',
  'after-reboot',
  'freezer-off',
  'wifi-and-charging',
  'idle',
  'night',
  'notice-refused',
  'permission-denied',
  'permission-partial',
  'permission-revoked',
] as const;
/** What was brought about and observed beside the target's state, and still held when a stimulus was made. */
export type Circumstance = (typeof CIRCUMSTANCES)[number];

/** A value that is unique to one stimulus and can be recognised later. */
export type Canary =
  | { readonly kind: 'digits'; readonly value: string }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'qr-code'; readonly value: string }
  /** Hex, of the pattern with which the image is marked. */
  | { readonly kind: 'pattern-key'; readonly value: string }
  | { readonly kind: 'file-name'; readonly value: string }
  /** `latitude,longitude` in degrees, WGS 84, six decimals. */
  | { readonly kind: 'position'; readonly value: string }
  /** As EXIF writes it, `YYYY:MM:DD HH:MM:SS`, in the phone's own zone. */
  | { readonly kind: 'time'; readonly value: string };

/** One image that a run brought into being on the phone, with the proof that it was delivered. */
export interface Stimulus {
  readonly id: StimulusId;
  readonly scenario: ScenarioId;
  readonly kind: StimulusKind;
  /** Of a saved image only. */
  readonly savedBy?: ImageSaver;
  /** What was done to make it, e.g. `input keyevent 120`. */
  readonly made: string;
  /** When the harness asked for it: nothing derived from it can be older. */
  readonly requested: Moment;
  readonly canaries: readonly Canary[];
  /** The drawing that it shows, before its key marked it. Absent: it shows none of ours, and carries no key. */
  readonly unmarked?: Sha256;
  /** The target's state when it was delivered, with the command output line that shows it. */
  readonly processState: ProcessState;
  readonly processStateProof: string;
  /** Absent: nothing of that kind. */
  readonly circumstances?: readonly Circumstance[];
  /** What the phone said when the image had been made of those that can end by themselves. */
  readonly circumstancesProof?: string;
  readonly delivery: Delivery;
}

/**
 * A stimulus counts only when its MediaStore row is there and its bytes have settled. An undelivered one is a
 * gap `stimulus-undelivered`, never silence.
 */
export type Delivery =
  | {
      readonly kind: 'delivered';
      readonly path: string;
      readonly mediaStoreRow: string;
      readonly bytes: number;
      readonly sha256: Sha256;
      readonly at: Moment;
    }
  | { readonly kind: 'undelivered'; readonly because: string; readonly at: Moment };
