import type { ProcessState } from '../model/stimulus.ts';
import type { Adb } from './adb.ts';
import { allOf } from './all-of.ts';
import { type ObservedState, observeProcessState } from './process-state.ts';
import type { RecordingSink } from './recording-sink.ts';
import { shellLine } from './shell-quote.ts';
import { waitFor } from './wait.ts';

/** Whose processes these are, and where what is seen of them is recorded. */
export interface TargetParts {
  readonly adb: Adb;
  readonly sink: RecordingSink;
  readonly packageName: string;
  readonly uid: number;
  /** Of the phone: what it can be asked. */
  readonly sdk: number;
}

const STATE_TIMEOUT_MS = 10_000;
const POLL_MS = 100;
/** An app that is started has a splash screen first; one that comes back is where it was. */
const SETTLED_MS = { started: 1_500, 'brought-back': 600 } as const;

/** Opens the target as a tap on its icon does, and records when the phone shows it in the foreground. */
export async function openTarget(parts: TargetParts): Promise<void> {
  const before = await observeProcessState(parts.adb, parts);
  await launchTarget(parts);
  const settledMs = SETTLED_MS[before.state === 'stopped' ? 'started' : 'brought-back'];
  const [state] = await allOf([
    awaitState(parts, (one) => one === 'foreground'),
    waitFor(settling(parts, settledMs), { timeoutMs: STATE_TIMEOUT_MS, everyMs: POLL_MS }),
  ]);
  parts.sink.timeline({ kind: 'target-entered-foreground', at: { hostMs: Date.now() }, proof: state.proof });
}

/** Only starts it: a dialog of the system may come before anything of its own is seen. */
export async function launchTarget(parts: TargetParts): Promise<void> {
  // The icon's own intent: it brings a running app back to where it was.
  const launcher = await launcherActivity(parts);
  await parts.adb.shell(
    shellLine([
      'am',
      'start',
      '-a',
      'android.intent.action.MAIN',
      '-c',
      'android.intent.category.LAUNCHER',
      '-n',
      launcher,
    ]),
  );
}

/** Presses HOME and records when the phone no longer shows the target in the foreground. */
export async function leaveTarget(parts: TargetParts): Promise<void> {
  await parts.adb.shell('input keyevent 3');
  const state = await awaitState(parts, (one) => one !== 'foreground');
  parts.sink.timeline({ kind: 'target-left-foreground', at: { hostMs: Date.now() }, proof: state.proof });
}

/** Ends the target's processes as "Force stop" in Settings does. */
export async function exitTarget(parts: TargetParts): Promise<void> {
  await parts.adb.shell(shellLine(['am', 'force-stop', parts.packageName]));
  const state = await awaitState(parts, (one) => one === 'stopped');
  parts.sink.timeline({ kind: 'target-exited', at: { hostMs: Date.now() }, proof: state.proof });
}

export async function observeTarget(parts: TargetParts): Promise<ObservedState> {
  const observed = await observeProcessState(parts.adb, parts);
  parts.sink.counter({ kind: 'process-state', hostMs: Date.now(), package: parts.packageName, ...observed });
  return observed;
}

/** Waits for a state of the target; what is returned after the limit is the state that it is in then. */
export async function awaitState(
  parts: TargetParts,
  wanted: (state: ProcessState) => boolean,
  timeoutMs = STATE_TIMEOUT_MS,
): Promise<ObservedState> {
  const reached = await waitFor(
    async () => {
      const observed = await observeProcessState(parts.adb, parts);
      return wanted(observed.state) ? observed : undefined;
    },
    { timeoutMs, everyMs: POLL_MS },
  );
  // Not reached is recorded as what it is: judging decides by the state that the phone shows.
  return reached ?? (await observeTarget(parts));
}

/**
 * A question to be asked again and again, until the app has shown the same activity of its own for a while: what it does it
 * does behind its splash screen, and a user does not leave before it is there either.
 */
export function settling(parts: TargetParts, settledMs: number): () => Promise<string | undefined> {
  let shown: string | undefined;
  let sinceMs = Date.now();
  return async () => {
    const now = parseResumedActivity(await parts.adb.shell('dumpsys activity activities'));
    if (now !== shown) sinceMs = Date.now();
    shown = now;
    return now?.startsWith(`${parts.packageName}/`) && Date.now() - sinceMs >= settledMs ? now : undefined;
  };
}

/** The activity in front: `mResumedActivity:` up to Android 11, `topResumedActivity=` from 12 on. */
export function parseResumedActivity(output: string): string | undefined {
  return /(?:mResumedActivity: |topResumedActivity=)ActivityRecord\{\S+ u\d+ (\S+) /.exec(output)?.[1];
}

/** The component of its icon, or the package alone where the phone names none. */
export async function launcherActivity(parts: Pick<TargetParts, 'adb' | 'packageName'>): Promise<string> {
  const resolved = await parts.adb.shell(
    shellLine(['cmd', 'package', 'resolve-activity', '--brief', parts.packageName]),
  );
  const activity = resolved
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line.startsWith(`${parts.packageName}/`));
  return activity ?? parts.packageName;
}
