import type { ProcessState } from '../../model/stimulus.ts';
import { endProcesses } from '../end-processes.ts';
import { checkOpenings } from '../openings/unattended.ts';
import { forceJob, parsePendingJobs } from '../pending-jobs.ts';
import type { ObservedState } from '../process-state.ts';
import { blockQuicAgain } from '../quic-block.ts';
import { rebootPhone } from '../reboot.ts';
import { openCamera } from '../screens/camera-screen.ts';
import { shellLine } from '../shell-quote.ts';
import { hasStartedSinceBoot } from '../started-since-boot.ts';
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
    act: (session) => reach(session, ['frozen'], FROZEN_TIMEOUT_MS),
  }),

  /** Kills the target's process as for memory, then gives it time, and its own jobs, to come back without the user. */
  killTarget: (): Step => ({
    what: "kills the target's process and sees whether it comes back",
    seconds: 5,
    act: kill,
  }),

  /** Runs each job that the target has scheduled, whatever it waits for. */
  runPendingJobs: (): Step => ({
    what: "runs the target's pending jobs",
    seconds: 2,
    act: async (session) => void (await runPendingJobs(session)),
  }),

  /** Restarts the phone, and opens again what a restart closes. The target is not opened. */
  reboot: (): Step => ({ what: 'restarts the phone', seconds: 45, act: reboot }),
} as const;

const CACHED_TIMEOUT_MS = 15_000;
/** Ten seconds from 14 on; ten minutes on 12 and 13, which nobody waits for. */
const FROZEN_TIMEOUT_MS = 30_000;
const RETURN_TIMEOUT_MS = 4_000;

async function useOtherApps(session: Session): Promise<void> {
  await openCamera(session.parts.driver, session.parts.adb);
  await session.parts.adb.shell('input keyevent 3');
  await reach(session, ['cached', 'frozen', 'maybe-frozen'], CACHED_TIMEOUT_MS);
}

/** Not reached is said in the timeline; each stimulus names the state that it found. */
async function reach(
  { parts, target }: Session,
  wanted: readonly ProcessState[],
  timeoutMs: number,
): Promise<void> {
  const { state, proof } = await awaitState(
    target,
    (one) => wanted.includes(one) || one === 'stopped',
    timeoutMs,
  );
  const what = wanted.includes(state)
    ? `the target is ${state}: ${proof}`
    : `the target did not become ${wanted.join(' or ')}, it is ${state}: ${proof}`;
  parts.sink.timeline({ kind: 'act', at: now(), what });
}

async function kill(session: Session): Promise<void> {
  const { parts, target } = session;
  const before = await observeTarget(target);
  // What is in front is not killed.
  if (before.state === 'foreground') await leaveTarget(target);
  await parts.adb.shell(shellLine(['am', 'kill', target.packageName]));
  const gone = await awaitState(target, (one) => one === 'stopped');
  parts.sink.timeline({ kind: 'act', at: now(), what: `am kill ${target.packageName}: ${gone.proof}` });
  session.killedPids = before.pids;
  const { state, proof } = await awaitReturn(session);
  const what =
    state === 'stopped' ? 'the target did not come back by itself' : `the target came back: ${proof}`;
  parts.sink.timeline({ kind: 'act', at: now(), what });
}

/** A sticky service comes again by itself, and a job starts the process that it runs in. */
async function awaitReturn(session: Session): Promise<ObservedState> {
  const runs = (one: ProcessState): boolean => one !== 'stopped';
  const alone = await awaitState(session.target, runs, RETURN_TIMEOUT_MS);
  if (runs(alone.state) || (await runPendingJobs(session)) === 0) return alone;
  return await awaitState(session.target, runs, RETURN_TIMEOUT_MS);
}

async function runPendingJobs({ parts, target }: Session): Promise<number> {
  const { adb, sink } = parts;
  const jobs = parsePendingJobs(await adb.shell('dumpsys jobscheduler'), target.packageName);
  if (jobs.length === 0) sink.timeline({ kind: 'act', at: now(), what: 'the target has scheduled no job' });
  for (const job of jobs) sink.timeline({ kind: 'act', at: now(), what: await forceJob(adb, job) });
  return jobs.length;
}

async function reboot(session: Session): Promise<void> {
  const { parts, target, watcher } = session;
  await parts.conductor.progress('restarting the phone');
  await parts.conductor.settle();
  // What is there by now is known; what runs on the phone for the watcher ends with it.
  await watcher.pass();
  const endedMs = await endTarget(session);
  await session.openings?.take();
  await rebootPhone(parts.adb);
  await session.openings?.resume();
  const resumedMs = Date.now();
  await watcher.resume(async () => {
    if ((await hasStartedSinceBoot(parts.adb, target.uid)) !== false) return 'may have run';
    if (endedMs !== undefined) noteAbsence(session, { fromMs: endedMs, hostMs: resumedMs });
    return 'did not run';
  });
  const { proxyPort, proxyAddress } = parts.plan;
  if (proxyAddress === undefined)
    await parts.adb.command(['reverse', `tcp:${proxyPort}`, `tcp:${proxyPort}`]);
  if (parts.plan.run.quic?.kind === 'refused') await refuseQuicAgain(session);
  // The driver's server on the phone died with it.
  await parts.driver.reloadSession();
  await parts.adb.attempt('input keyevent 224; wm dismiss-keyguard');
  session.killedPids = undefined;
  session.circumstances.add('after-reboot');
  if (session.openings !== undefined) await checkOpenings(parts, session.openings, 'restart');
  const { proof } = await observeTarget(target);
  parts.sink.timeline({ kind: 'act', at: now(), what: `restarted the phone; the target: ${proof}` });
}

/** What it could send meanwhile is in the kernel's counters. */
async function refuseQuicAgain({ parts, target }: Session): Promise<void> {
  const { adb, superuser, sink } = parts;
  const block = await blockQuicAgain({ adb, superuser, uid: target.uid });
  const what =
    block?.kind === 'refused'
      ? 'refused the target UDP to port 443 once more: the restart had ended that'
      : `after the restart the target is no more refused UDP to port 443: ${block?.because ?? 'there is no root'}`;
  sink.timeline({ kind: 'act', at: now(), what });
}

/**
 * With root, kills the target as the restart is going to: so that it does nothing in the moment in which the phone is
 * still there and nobody watches any more. Since when none of its processes runs; `undefined` when that is not known.
 */
async function endTarget({ parts, target }: Session): Promise<number | undefined> {
  const { adb, superuser } = parts;
  if (superuser === undefined || !(await endProcesses(adb, superuser, target.uid))) return undefined;
  return Date.now();
}

function noteAbsence({ parts }: Session, during: { readonly fromMs: number; readonly hostMs: number }): void {
  const proof = 'every process was killed before the phone was restarted; its log has none start since';
  parts.sink.counter({ kind: 'target-absent', ...during, proof });
}
