import type { StimulusId } from './ids.ts';
import type { Moment } from './moment.ts';

/** An act of the user in the app or in the system's dialogs, with its time and its object. */
export type Consent =
  | { readonly kind: 'notice-accepted'; readonly at: Moment }
  | { readonly kind: 'notice-refused'; readonly at: Moment }
  | PermissionConsent
  | { readonly kind: 'prompt-dismissed'; readonly stimulus: StimulusId; readonly at: Moment }
  /** Covers exactly this image, to these hosts, from this time on. */
  | {
      readonly kind: 'image-sent';
      readonly stimulus: StimulusId;
      readonly hosts: readonly string[];
      readonly at: Moment;
    };

/** What a runtime permission became. `limited`: photos that the user selected, and no others (Android 14 and later). */
export const PERMISSION_ACTS = [
  'permission-granted',
  'permission-denied',
  'permission-limited',
  'permission-revoked',
] as const;

export interface PermissionConsent {
  readonly kind: (typeof PERMISSION_ACTS)[number];
  readonly permission: string;
  /** In the app's own question, or as Settings would do it. */
  readonly by?: 'dialog' | 'adb';
  /** What the phone said of the permission afterwards. */
  readonly proof?: string;
  readonly at: Moment;
}
