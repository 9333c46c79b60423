import type { Profile } from './profile.ts';
import type { RunRecord } from './run.ts';
import type { Canary } from './stimulus.ts';

/** What the command hands to the process that records: written once as `plan.json`, frozen after reading. */
export interface RunPlan {
  readonly run: RunRecord;
  readonly profile: Profile;
  readonly bundleDirectory: string;
  readonly resultsDirectory: string;
  readonly logDirectory: string;
  readonly adb: {
    readonly program: string;
    readonly serial: string;
    readonly serverPort: number;
    readonly home?: string;
  };
  /** Where the commanding process listens for the recording one; the address holds a secret word. */
  readonly conductorUrl: string;
  /** The proxy's port, on the host and, by `adb reverse`, on the phone: a reboot forgets it there. */
  readonly proxyPort: number;
  /** The pages of the stimuli that show one, by the stimulus' id. */
  readonly pages: Readonly<Record<string, StimulusPage>>;
  /** How long to watch after each stimulus, in milliseconds. */
  readonly windowMs: number;
  /** About how long the recording takes, by the plan. */
  readonly plannedMs: number;
  /** A random word of this run. */
  readonly nonce: string;
}

/** What a page of ours shows: what apps look for in pictures differs. */
export const PAGE_KINDS = ['bank', 'id-card', 'chat', 'face'] as const;
export type PageKind = (typeof PAGE_KINDS)[number];

/** What listeners for screenshots of that era filter new images by (facts/android.md, section 2). */
export interface SavedImageShape {
  /** `keyword`: the file's name has "Screenshot" in it. */
  readonly name: 'keyword' | 'plain';
  readonly size: 'within-screen' | 'above-screen';
}

/** A page that has to be there before the stimulus of this id is made. */
export interface PageRequest {
  readonly stimulus: string;
  readonly kind: PageKind;
  /** Set when its image is not only shown, but saved by the phone's browser. */
  readonly saved?: SavedImageShape;
}

/** A page that the harness serves to the phone's browser. */
export interface StimulusPage {
  readonly kind: PageKind;
  readonly url: string;
  /** Downloads the page's image; only where it is to be saved. */
  readonly saveUrl?: string;
  /** What accessibility calls the page's one image. */
  readonly imageText: string;
  /** What the QR code on it says: by it the page is recognised on the screen. */
  readonly code: string;
  readonly canaries: readonly Canary[];
}
