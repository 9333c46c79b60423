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
  /** How long to watch after each stimulus, in milliseconds. */
  readonly windowMs: number;
  /** A random word of this run. */
  readonly nonce: string;
}

/** Pages of which the harness draws a new one, with canaries of its own, for each stimulus. */
export const PAGE_KINDS = ['bank'] as const;
export type PageKind = (typeof PAGE_KINDS)[number];

/** A page that the harness serves to the phone's browser. */
export interface StimulusPage {
  readonly url: string;
  /** What accessibility calls the page's one image. */
  readonly imageText: string;
  /** What the QR code on it says: by it the page is recognised on the screen. */
  readonly code: string;
  readonly canaries: readonly Canary[];
}
