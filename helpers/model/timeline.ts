import type { Reach } from './artifact.ts';
import type { Channel } from './claim.ts';
import type { Consent } from './consent.ts';
import type { Gap } from './gap.ts';
import type { HarnessErrorCode } from './harness-error.ts';
import type { ScenarioId, Sha256, StimulusId } from './ids.ts';
import type { Moment } from './moment.ts';

/** Every act and observation, in order. Lines of `timeline.jsonl`. */
export type TimelineEvent =
  | { readonly kind: 'run-started'; readonly at: Moment }
  | { readonly kind: 'scenario-started'; readonly at: Moment; readonly scenario: ScenarioId }
  | { readonly kind: 'scenario-ended'; readonly at: Moment; readonly scenario: ScenarioId }
  /** A step of the recording begins: a verb that a scenario is written in. Everything up to the next step is its doing. */
  | {
      readonly kind: 'step';
      readonly at: Moment;
      /** Counted from 1 over the whole run. */
      readonly number: number;
      readonly scenario?: ScenarioId;
      readonly what: string;
    }
  /** Something that the harness did as the user or as the tester, e.g. `opened com.jd.jrapp`. */
  | { readonly kind: 'act'; readonly at: Moment; readonly what: string }
  | { readonly kind: 'stimulus-requested'; readonly at: Moment; readonly stimulus: StimulusId }
  | { readonly kind: 'stimulus-settled'; readonly at: Moment; readonly stimulus: StimulusId }
  | { readonly kind: 'target-left-foreground'; readonly at: Moment; readonly proof: string }
  | { readonly kind: 'target-entered-foreground'; readonly at: Moment; readonly proof: string }
  /** The target's process was ended as a user ends it (force stop). */
  | { readonly kind: 'target-exited'; readonly at: Moment; readonly proof: string }
  /** The target's prompt was looked for; `shown` says whether it was there. */
  | { readonly kind: 'prompt'; readonly at: Moment; readonly shown: boolean; readonly stimulus?: StimulusId }
  | { readonly kind: 'consent'; readonly at: Moment; readonly consent: Consent }
  /**
   * The phone's own picker lay before the user, for them to say which photos the target may see; `at` is just before they did.
   * Until then the target had leave to see no image of others: `proof` is what the phone said of that before.
   */
  | { readonly kind: 'phone-picker'; readonly at: Moment; readonly fromMs: number; readonly proof: string }
  /**
   * A control was looked for and not found; picture and page source of the screen are objects of the bundle. It decides
   * nothing: what could not be done for want of the control has a gap or a fault of its own.
   */
  | {
      readonly kind: 'screen-missed';
      readonly at: Moment;
      readonly missed: string;
      readonly scenario?: ScenarioId;
      readonly picture?: Sha256;
      readonly source?: Sha256;
    }
  | { readonly kind: 'watch-pass'; readonly at: Moment; readonly pass: WatchPass }
  /** Recorded before the line of the watching pass that came after it. */
  | { readonly kind: 'file-event'; readonly at: Moment; readonly event: FileEvent }
  | { readonly kind: 'control'; readonly at: Moment; readonly control: Control }
  | { readonly kind: 'gap'; readonly at: Moment; readonly gap: Gap }
  | { readonly kind: 'setting-changed'; readonly at: Moment; readonly what: string }
  | { readonly kind: 'setting-restored'; readonly at: Moment; readonly what: string }
  | {
      readonly kind: 'fault';
      readonly at: Moment;
      readonly code: HarnessErrorCode;
      readonly what: string;
      readonly why: string;
      readonly remedy: string;
    }
  | { readonly kind: 'run-ended'; readonly at: Moment };

/** One listing of everything that can be read, from its start to its end. */
export interface WatchPass {
  readonly number: number;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly roots: readonly WatchedRoot[];
}

export interface WatchedRoot {
  readonly path: string;
  readonly reach: Reach;
  readonly files: number;
  /** Set when the root, or a part of it, could not be listed; says why in the phone's words. */
  readonly unreadable?: string;
}

/** A known leak that the harness plants itself; `found` says whether the channel's watcher found it. */
export interface Control {
  readonly name: string;
  readonly channel: Channel;
  /** `no-leak`: something that must not be found. Absent: a leak that must be. */
  readonly plants?: 'leak' | 'no-leak';
  readonly found: boolean;
  readonly detail: string;
}

/** What the phone reported of one file between two watching passes. `at` is when it said so, never before it happened. */
export interface FileEvent {
  /** As in `Artifact`. */
  readonly path: string;
  readonly reach: Reach;
  readonly what: 'created' | 'written' | 'moved-in' | 'moved-out' | 'renamed' | 'deleted';
  /** Its new path, when it was renamed. */
  readonly to?: string;
  /** The content that was copied at once; absent when none was. */
  readonly caught?: Sha256;
}
