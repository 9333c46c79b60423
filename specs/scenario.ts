import type { Recording } from '../helpers/device/recording.ts';
import type { ScenarioRecord } from '../helpers/model/run.ts';
import { bankScreenshotInBackground } from './scenarios/bank-screenshot-in-background.ts';
import { photoInBackground } from './scenarios/photo-in-background.ts';
import { returnAndSend } from './scenarios/return-and-send.ts';

/** Steps that a user takes, and the claims that they exercise. */
export interface Scenario extends ScenarioRecord {
  readonly record: (recording: Recording) => Promise<void>;
}

/** All scenarios, in the order in which a run records them. */
export const SCENARIOS: readonly Scenario[] = [bankScreenshotInBackground, photoInBackground, returnAndSend];
