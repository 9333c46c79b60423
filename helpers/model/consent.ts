import type { StimulusId } from './ids.ts';
import type { Moment } from './moment.ts';

/** An act of the user in the app, with its time and its object. */
export type Consent =
  | { readonly kind: 'notice-accepted'; readonly at: Moment }
  | { readonly kind: 'permission-granted'; readonly permission: string; readonly at: Moment }
  | { readonly kind: 'prompt-dismissed'; readonly stimulus: StimulusId; readonly at: Moment }
  /** Covers exactly this image, to these hosts, from this time on. */
  | {
      readonly kind: 'image-sent';
      readonly stimulus: StimulusId;
      readonly hosts: readonly string[];
      readonly at: Moment;
    };
