import type { ProcessState } from '../../model/stimulus.ts';
import { forceJob, parsePendingJobs } from '../pending-jobs.ts';
import { rebootPhone } from '../reboot.ts';
import { openCamera } from '../screens/camera-screen.ts';
import { awaitState, leaveTarget, observeTarget } from '../target-app.ts';
import { now, type Session } from './session.ts';
import type { Step } from './step.ts';

/** What brings the target's process into a state. The state that a stimulus finds is observed then, not assumed here. */
export const PROCESS_VERBS = {
  /** The app that was used last is not cached: another one has to be. */
  useOtherApps: (): Step => ({
    what: 'uses another app until the target is cached',
    seconds: 3,
    act: useOtherApps,
  }),

  /** Android 14 freezes a cached app after ten seconds. */
  waitUntilFrozen: (): Step => ({
    what: 'waits until the target is frozen',
    seconds: 12,
    act: (session) => reach(session, 'frozen', FROZEN_TIMEOUT_MS),
  }),

  /** Kills the target's process as for memory, then gives it time, and its own jobs, to come back without the user. */
  killTarget: (): Step => ({
    what: "kills the target's process and sees whether it comes back",
    seconds: 6,
    act: kill,
  }),

  /** Runs each job that the target has scheduled, whatever it waits for. */
  runPendingJobs: (): Step => ({ what: "runs the target's pending jobs", seconds: 2, act: runPendingJobs }),

  /** Restarts the phone, and opens again what a restart closes. The target is not opened. */
  reboot: (): Step => ({ what: 'restarts the phone', seconds: 45, act: reboot }),
} as const;

const CACHED_TIMEOUT_MS = 15_000;
/** Ten seconds from 14 on; ten minutes on 12 and 13, which nobody waits for. */
const FROZEN_TIMEOUT_MS = 30_000;
const RETURN_TIMEOUT_MS = 5_000;

async function useOtherApps(session: Session): Promise<void> {
  await openCamera(session.parts.driver, session.parts.adb);
  await session.parts.adb.shell('input keyevent 3');
  await reach(session, 'cached', CACHED_TIMEOUT_MS);
}

/** Not reached is said in the timeline; each stimulus names the state that it found. */
async function reach({ parts, target }: Session, wanted: ProcessState, timeoutMs: number): Promise<void> {
  const { state, proof } = await awaitState(target, (one) => one === wanted || one === 'stopped', timeoutMs);
  const what =
    state === wanted
      ? `the target is ${wanted}: ${proof}`
      : `the target did not become ${wanted}, it is ${state}: ${proof}`;
  parts.sink.timeline({ kind: 'act', at: now(), what });
}

async function kill(session: Session): Promise<void> {
  const { parts, target } = session;
  const before = await observeTarget(target);
  // What is in front is not killed.
  if (before.state === 'foreground') await leaveTarget(target);
  await parts.adb.shell(`am kill ${target.packageName}`);
  const gone = await awaitState(target, (one) => one === 'stopped');
  parts.sink.timeline({ kind: 'act', at: now(), what: `am kill ${target.packageName}: ${gone.proof}` });
  session.killedPids = before.pids;
  const back = (one: ProcessState): boolean => one !== 'stopped';
  if ((await awaitState(target, back, RETURN_TIMEOUT_MS)).state === 'stopped') await runPendingJobs(session);
  const { state, proof } = await awaitState(target, back, RETURN_TIMEOUT_MS);
  const what =
    state === 'stopped' ? 'the target did not come back by itself' : `the target came back: ${proof}`;
  parts.sink.timeline({ kind: 'act', at: now(), what });
}

async function runPendingJobs({ parts, target }: Session): Promise<void> {
  const { adb, sink } = parts;
  const jobs = parsePendingJobs(await adb.shell('dumpsys jobscheduler'), target.packageName);
  if (jobs.length === 0) sink.timeline({ kind: 'act', at: now(), what: 'the target has scheduled no job' });
  for (const job of jobs) sink.timeline({ kind: 'act', at: now(), what: await forceJob(adb, job) });
}

async function reboot(session: Session): Promise<void> {
  const { parts, target } = session;
  await parts.conductor.progress('restarting the phone');
  await parts.conductor.settle();
  await rebootPhone(parts.adb);
  await parts.adb.command(['reverse', `tcp:${parts.plan.proxyPort}`, `tcp:${parts.plan.proxyPort}`]);
  // The driver's server on the phone died with it.
  await parts.driver.reloadSession();
  await parts.adb.attempt('input keyevent 224; wm dismiss-keyguard');
  session.killedPids = undefined;
  session.circumstances.add('after-reboot');
  const { proof } = await observeTarget(target);
  parts.sink.timeline({ kind: 'act', at: now(), what: `restarted the phone; the target: ${proof}` });
}
