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
  /** Where Appium is to listen: a port that no other run takes. */
  readonly appiumPort: number;
  /** Where the commanding process listens for the recording one; the address holds a secret word. */
  readonly conductorUrl: string;
  /** The proxy's port, on the host and, by `adb reverse`, on the phone: a reboot forgets it there. */
  readonly proxyPort: number;
  /** The address of this machine at which the phone reaches the proxy; absent: by `adb reverse`, at its own loopback. */
  readonly proxyAddress?: string;
  /** The pages of the stimuli that show one, by the stimulus' id. */
  readonly pages: Readonly<Record<string, StimulusPage>>;
  /** What the phone's browser uploads before everything and after it: the proxy must see it, and blame nobody else for it. */
  readonly uploads: UploadPages;
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

/** Saved with the target stopped, before everything, in a run that saves images later (`openings/unattended-saved.ts`). */
export const UNATTENDED_PAGE: PageRequest = {
  stimulus: 'unattended',
  kind: 'bank',
  saved: { name: 'plain', size: 'within-screen' },
};

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
  /** On the host: what the page shows, drawn without the pattern that marks it. */
  readonly unmarkedFile: string;
}

export const UPLOAD_TIMES = ['start', 'end'] as const;
export type UploadTime = (typeof UPLOAD_TIMES)[number];

export type UploadPages = Readonly<Record<UploadTime, UploadPage>>;

/**
 * A page of ours whose one button uploads an image; what answers is such a page for the second image, and then one that
 * says `done`. Forms do that in every browser.
 */
export interface UploadPage {
  readonly url: string;
  /** To the host of our own pages. */
  readonly leak: UploadForm;
  /** To a host of ours whose name looks like the vendor's. */
  readonly noLeak: UploadForm;
  readonly done: string;
  /** How many bytes the two images have together, as they are sent. */
  readonly bytes: number;
}

export interface UploadForm {
  /** Where the image is sent. */
  readonly url: string;
  /** What its button says. */
  readonly button: string;
}

/** What the proxy recorded of one upload, looked for by the bytes of its image. */
export interface UploadSeen {
  /** Under its own address, whole, and answered. */
  readonly recorded: boolean;
  /** Hosts under which it was recorded, and of which the target would be blamed. */
  readonly blamed: readonly string[];
}
