import { HarnessError } from '../model/harness-error.ts';
import type { ScenarioId } from '../model/ids.ts';
import { allOf } from './all-of.ts';
import { BEGIN_AND_END } from './recording/begin-and-end.ts';
import { captureScreen } from './recording/capture-screen.ts';
import { CONSENT_VERBS } from './recording/consent-verbs.ts';
import { INSERTED_IMAGE_VERBS } from './recording/inserted-image-verbs.ts';
import { NOTICE_VERBS } from './recording/notice-verbs.ts';
import { PERMISSION_VERBS } from './recording/permission-verbs.ts';
import { PROCESS_VERBS } from './recording/process-verbs.ts';
import { putBack } from './recording/put-back.ts';
import { now, openSession, type RecordingParts, type Session } from './recording/session.ts';
import { type Step, type VerbsOf, verbsOf } from './recording/step.ts';
import { STIMULUS_VERBS } from './recording/stimulus-verbs.ts';
import { SURROUNDINGS_VERBS } from './recording/surroundings-verbs.ts';
import { TARGET_VERBS } from './recording/target-verbs.ts';
import { WATCHING_VERBS } from './recording/watching-verbs.ts';
import { sampleSignals } from './signals/sampler.ts';

/** All verbs that scenarios are written in, by concern. */
export const STEPS = {
  ...BEGIN_AND_END,
  ...TARGET_VERBS,
  ...PROCESS_VERBS,
  ...SURROUNDINGS_VERBS,
  ...STIMULUS_VERBS,
  ...INSERTED_IMAGE_VERBS,
  ...CONSENT_VERBS,
  ...NOTICE_VERBS,
  ...PERMISSION_VERBS,
  ...WATCHING_VERBS,
} as const;

/** What a scenario may ask for. `createRecording` does it on a phone, `planRecording` only writes it down. */
export interface Recording extends VerbsOf<typeof STEPS> {
  /** Everything that `steps` does belongs to this scenario. */
  readonly scenario: (id: ScenarioId, title: string, steps: () => Promise<void>) => Promise<void>;
  /** Ends what the recording runs on the phone; to be called however the recording ended. */
  readonly close: () => Promise<void>;
}

/** A recording on a phone: each verb is one step, numbered in the timeline, and noted there before it acts. */
export function createRecording(parts: RecordingParts): Recording {
  const session = openSession(parts);
  return {
    ...verbsOf(STEPS, (step) => take(session, step)),
    scenario: (id, title, steps) => runScenario(session, id, title, steps),
    close: async () => {
      await session.openings?.close();
      await session.sockets?.close();
      await session.watcher.close();
    },
  };
}

/** What the phone keeps on record of the target is read before each step that does something, and so after the one before. */
async function take(session: Session, step: Step): Promise<void> {
  const { what, act } = step;
  session.step += 1;
  session.parts.sink.timeline({
    kind: 'step',
    at: now(),
    number: session.step,
    ...(session.scenario === undefined ? {} : { scenario: session.scenario }),
    what,
  });
  await askBefore(session, step);
  session.looked = false;
  const before = session.actedMs;
  try {
    await act(session);
    if (session.actedMs === before) session.actedMs = now().hostMs;
    session.looked = step.looksOnly === true;
  } catch (error) {
    if (error instanceof HarnessError && error.code === 'SCREEN_NOT_FOUND')
      await captureScreen(session, error.what);
    throw error;
  }
}

/** What was read at the end of a step that only looked is what this one begins with. */
async function askBefore(session: Session, { unsampled }: Step): Promise<void> {
  if (unsampled !== undefined) return;
  await allOf([
    ...(session.looked ? [] : [sampleSignals(session.target)]),
    ...(session.openings === undefined ? [] : [session.openings.take()]),
    ...(session.sockets === undefined ? [] : [session.sockets.take()]),
  ]);
}

async function runScenario(
  session: Session,
  id: ScenarioId,
  title: string,
  steps: () => Promise<void>,
): Promise<void> {
  const { sink, conductor } = session.parts;
  await conductor.progress(title);
  session.scenario = id;
  sink.timeline({ kind: 'scenario-started', at: now(), scenario: id });
  try {
    await steps();
  } catch (error) {
    if (!(error instanceof HarnessError) || error.code !== 'SCREEN_NOT_FOUND') throw error;
    await breakOff(session, id, error);
  } finally {
    if (session.changes.length > 0) session.looked = false;
    await putBack(session);
    session.circumstances.clear();
    sink.timeline({ kind: 'scenario-ended', at: now(), scenario: id });
    session.scenario = undefined;
  }
}

/** A control that is not where it was expected ends its scenario, not the run: the next ones may not need it. */
async function breakOff({ parts }: Session, scenario: ScenarioId, error: HarnessError): Promise<void> {
  const { what, why, remedy } = error;
  await parts.conductor.progress(`the scenario broke off: ${what}`);
  const because = `the scenario broke off: ${what}: ${why}`;
  parts.sink.timeline({ kind: 'gap', at: now(), gap: { code: 'harness-fault', scenario, because, remedy } });
}
