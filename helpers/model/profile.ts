import type { Claim, Era } from './claim.ts';
import type { ClaimId } from './ids.ts';
import type { VerdictKind } from './verdict.ts';

/** What is known of one app. Read from `apps/<id>/profile.yaml`. */
export interface Profile {
  /** The short name of the folder, e.g. `jdjr`. */
  readonly id: string;
  readonly name: string;
  readonly package: string;
  /** Hosts that the vendor declares as its own; a leading `*.` stands for any subdomain. */
  readonly declaredHosts: readonly string[];
  /** The runtime permissions by which it reaches images; a phone of another Android version asks for some of them. */
  readonly permissions: readonly string[];
  /** Whether a run may clear what the app stored (`pm clear`), with it accounts and evidence of earlier days. */
  readonly appData: 'keep' | 'may-be-cleared';
  readonly versions: readonly ProfileVersion[];
  readonly claims: readonly Claim[];
  readonly screens: ProfileScreens;
}

export type ProfileVersion = NamedVersion | VersionRange;

interface NamedVersion {
  readonly kind: 'named';
  /** The exact `versionName` as the phone reports it. */
  readonly versionName: string;
  readonly era: Era;
  readonly note: string;
  /** Only of apps whose truth is known: re-enactments, and apps of our own. */
  readonly expected: readonly Expectation[];
}

/** Numbers of dotted parts, from the first one on and before the second; one of them may be open. */
interface VersionRange {
  readonly kind: 'range';
  readonly from?: string;
  readonly before?: string;
  readonly era: Era;
  readonly note: string;
}

export const MATRICES = ['quick', 'full'] as const;
/** How many of the scenarios a run records. */
export type Matrix = (typeof MATRICES)[number];

/** What each claim must come out as, on these releases of Android and with these scenarios. */
interface Expectation {
  readonly android: readonly string[];
  readonly matrix: Matrix;
  readonly verdicts: Readonly<Record<ClaimId, VerdictKind>>;
}

/** Selectors of the target's own screens, as UiAutomator2 resource ids. What is absent the app does not have. */
export interface ProfileScreens {
  readonly notice?: NoticeScreen;
  readonly prompt?: PromptScreen;
  readonly picker?: PickerScreen;
  /** Shown after an image was sent. */
  readonly sent?: string;
}

/** The privacy notice of the first start. */
interface NoticeScreen {
  readonly shown: string;
  readonly accept: string;
  readonly refuse: string;
}

/** What the app shows by itself, to offer that it sends the newest image. */
interface PromptScreen {
  readonly shown: string;
  readonly send: string;
  readonly dismiss: string;
}

/** Where the user picks one of several images to send. */
export interface PickerScreen {
  /** Opens it from the app's main screen. */
  readonly open: string;
  /** Each image has this id, and its file's name as text or description: by it the image is found. */
  readonly image: string;
  readonly send: string;
  readonly dismiss: string;
}
