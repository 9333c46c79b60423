import { browser } from '@wdio/globals';
import { createAdb } from '../helpers/device/adb.ts';
import { type Conductor, conductorAt } from '../helpers/device/conductor-client.ts';
import { runProcess } from '../helpers/device/process-runner.ts';
import { createRecording, type Recording } from '../helpers/device/recording.ts';
import { findSuperuser } from '../helpers/device/superuser.ts';
import { loadBundle } from '../helpers/evidence/load.ts';
import { openRecorder, type Recorder } from '../helpers/evidence/record.ts';
import { writeVerdicts } from '../helpers/evidence/verdicts-file.ts';
import { HarnessError } from '../helpers/model/harness-error.ts';
import type { RunPlan } from '../helpers/model/run-plan.ts';
import { byTurns } from '../helpers/model/steps.ts';
import type { Judgement } from '../helpers/model/verdict.ts';
import { openTextReader } from '../helpers/reading/open-text-reader.ts';
import { judging } from '../helpers/verdicts/judge.ts';
import { judgementJson } from '../helpers/verdicts/judgement-json.ts';
import { recordScenarios } from './record-scenarios.ts';
import { SCENARIOS } from './scenario.ts';

/**
 * Records all scenarios, has the bundle sealed, and judges what was sealed. A fault of the harness in between is
 * recorded as one and ends the recording; what was recorded before is judged all the same.
 */
export async function recordAndJudge(plan: RunPlan): Promise<Judgement> {
  const conductor = conductorAt(plan.conductorUrl);
  const recorder = await openRecorder(plan.bundleDirectory);
  try {
    await recordAll(plan, conductor, recorder);
  } catch (error) {
    recordFault(recorder, error);
  } finally {
    await recorder.close();
  }
  await conductor.progress('sealing and judging');
  await conductor.finish();
  const bundle = await loadBundle(plan.bundleDirectory);
  const judgement = await byTurns(judging(bundle, await openTextReader()));
  await writeVerdicts(plan.bundleDirectory, judgementJson(judgement));
  return judgement;
}

async function recordAll(plan: RunPlan, conductor: Conductor, recorder: Recorder): Promise<void> {
  const recording = await openRecording(plan, conductor, recorder);
  const ids = plan.run.scenarios.map(({ id }) => id);
  try {
    await recordScenarios(
      recording,
      SCENARIOS.filter(({ id }) => ids.includes(id)),
    );
  } finally {
    await recording.close();
  }
}

async function openRecording(plan: RunPlan, conductor: Conductor, recorder: Recorder): Promise<Recording> {
  const adb = createAdb(plan.adb, runProcess, (command) => recorder.command(command));
  const superuser = plan.run.device.root ? await findSuperuser(adb) : undefined;
  return createRecording({ plan, driver: browser, adb, superuser, sink: recorder, conductor });
}

function recordFault(recorder: Recorder, error: unknown): void {
  const fault =
    error instanceof HarnessError
      ? error
      : new HarnessError('INTERNAL', {
          what: 'the recording broke off',
          why: error instanceof Error ? error.message : String(error),
          remedy: 'see logs/ in the run directory; what was recorded before is kept',
        });
  const { code, what, why, remedy } = fault;
  recorder.timeline({ kind: 'fault', at: { hostMs: Date.now() }, code, what, why, remedy });
}
