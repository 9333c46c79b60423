import type { Recording } from '../helpers/device/recording.ts';
import type { ScenarioId } from '../helpers/model/ids.ts';
import type { Matrix, Profile } from '../helpers/model/profile.ts';
import type { DeviceFacts, ScenarioRecord } from '../helpers/model/run.ts';
import { afterReboot } from './scenarios/after-reboot.ts';
import { bankScreenshotInBackground } from './scenarios/bank-screenshot-in-background.ts';
import { cached } from './scenarios/cached.ts';
import { deferred } from './scenarios/deferred.ts';
import { everyKindOfImageInBackground } from './scenarios/every-kind-of-image-in-background.ts';
import { freezerOff } from './scenarios/freezer-off.ts';
import { frozen } from './scenarios/frozen.ts';
import { noticeRefused } from './scenarios/notice-refused.ts';
import { oneOfTwo } from './scenarios/one-of-two.ts';
import { ownScreenshot } from './scenarios/own-screenshot.ts';
import { ownScreenshotSent } from './scenarios/own-screenshot-sent.ts';
import { permissionDenied } from './scenarios/permission-denied.ts';
import { permissionPartial } from './scenarios/permission-partial.ts';
import { permissionRevoked } from './scenarios/permission-revoked.ts';
import { photoInBackground } from './scenarios/photo-in-background.ts';
import { promptDismissed } from './scenarios/prompt-dismissed.ts';
import { restarted } from './scenarios/restarted.ts';
import { returnAndSend } from './scenarios/return-and-send.ts';
import { screenOff } from './scenarios/screen-off.ts';
import { stopped } from './scenarios/stopped.ts';
import { tail } from './scenarios/tail.ts';

/** Steps that a user takes, and the claims that they exercise. */
export interface Scenario extends ScenarioRecord {
  /** `quick` ones are recorded in every run, the others with `--matrix=full`. */
  readonly matrix: Matrix;
  /** Scenarios whose images this one is about: they are recorded before it, also with `--only`. */
  readonly buildsOn?: readonly ScenarioId[];
  /** Why this phone or this profile does not allow it; `undefined` when it does. */
  readonly needs?: (phone: DeviceFacts, profile: Profile) => string | undefined;
  readonly record: (recording: Recording) => Promise<void>;
}

/** All scenarios, in the order in which a run records them. */
export const SCENARIOS: readonly Scenario[] = [
  photoInBackground,
  // Just before the return: a prompt shows the newest image that its listener takes, and every listener takes this one.
  bankScreenshotInBackground,
  returnAndSend,
  everyKindOfImageInBackground,
  ownScreenshot,
  ownScreenshotSent,
  oneOfTwo,
  promptDismissed,
  permissionDenied,
  permissionRevoked,
  permissionPartial,
  // To start the target takes time. It is stopped by now, and runs from the end of this one on.
  stopped,
  cached,
  frozen,
  freezerOff,
  screenOff,
  deferred,
  restarted,
  afterReboot,
  tail,
  // Last, for it clears what the target has stored.
  noticeRefused,
];
