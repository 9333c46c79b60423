import type { Intent } from '../../../app-parts.ts';
import type { CommandCall } from '../../../shell-parts.ts';
import type { Started } from '../../activities.ts';
import { complain, say } from '../../arguments.ts';
import type { Framework } from '../../framework.ts';
import { component } from '../../package-state.ts';
import type { IntentTarget } from '../../resolve-intent.ts';
import { SECURITY } from '../java-exception.ts';
import type { AmCall, AmVerb } from './am-verb.ts';
import { intentText, shortIntent } from './intent-text.ts';
import { type AmIntent, parseIntent } from './parse-intent.ts';
import { AmException, chosenUser } from './shell-words.ts';

/** `am start` (ActivityManagerShellCommand.runStartActivity of 11 and 16). */
export const startActivity: AmVerb = { names: ['start', 'start-activity'], run: start };

const NEW_TASK = 0x10000000;
const SYSTEM_SERVER_PID = 1_742;
const KEY_BACK = 4;
/** The shell has no process that the activity manager knows. */
const SHELL_PID = 2_000;

async function start({ framework, call, words }: AmCall): Promise<number> {
  const told = parseIntent(words);
  if (told.user === 'all') return complain(call, "Error: Can't start service with user 'all'", 1);
  const times = Math.max(1, Number(told.values.get('-R') ?? 1) || 1);
  for (let time = 1; time <= Math.min(times, 100); time += 1) {
    if (time > 1) await framework.activities.key(KEY_BACK);
    const code =
      (told.flags.has('-S') ? await stopFirst(framework, call, told) : 0) ||
      (await startOnce(framework, call, told));
    if (code !== 0) return code;
  }
  return 0;
}

async function stopFirst({ activities }: Framework, call: CommandCall, told: AmIntent): Promise<number> {
  const { intent } = told;
  const userId = chosenUser(told.user);
  const name = intent.component?.package ?? activities.resolve(intent, userId)?.known.package;
  if (name === undefined)
    return complain(call, `Error: Intent does not match any activities: ${intentText(intent)}`, 1);
  say(call, `Stopping: ${name}\n`);
  await activities.forceStop(name, userId);
  return 0;
}

async function startOnce(framework: Framework, call: CommandCall, told: AmIntent): Promise<number> {
  const { activities, android, clock, logcat } = framework;
  say(call, `Starting: ${intentText(told.intent)}\n`);
  const intent = { ...told.intent, flags: (told.intent.flags ?? 0) | NEW_TASK };
  const waits = told.flags.has('-W');
  const out = (text: string): void => void (waits ? say(call, text) : complain(call, text));
  const userId = chosenUser(told.user) ?? 0;
  const target = activities.resolve(intent, userId);
  const failed =
    target === undefined ? notFound(intent) : (background(framework, userId) ?? refused(told, target));
  if (target === undefined || failed !== undefined) {
    out(failed ?? '');
    // Exit code 1 is in 16's source, and neither in 11's nor in a maker's 13; whether in 14 was not found.
    return android.api >= 34 ? 1 : 0;
  }
  checkAccess(call, intent, target);
  const beganMs = clock.elapsed();
  const tag = android.api >= 29 ? 'ActivityTaskManager' : 'ActivityManager';
  logcat.write(SYSTEM_SERVER_PID, 'I', tag, `START u${userId} {${shortIntent(intent)}} from uid ${call.uid}`);
  const started = await activities.start(intent, userId);
  const tookMs = clock.elapsed() - beganMs;
  if (started.outcome === 'started' && target.known.app !== undefined) {
    const displayed = `Displayed ${component({ package: started.package }, started.activity)}: +${tookMs}ms`;
    logcat.write(SYSTEM_SERVER_PID, 'I', tag, displayed);
  }
  const warning = WARNINGS[started.outcome];
  if (warning !== undefined) out(warning);
  if (waits) say(call, waited(started, tookMs, android.api));
  return 0;
}

const WARNINGS: Readonly<Record<Started['outcome'], string | undefined>> = {
  started: undefined,
  'delivered-to-top':
    'Warning: Activity not started, intent has been delivered to currently running top-most instance.',
  'brought-to-front': 'Warning: Activity not started, its current task has been brought to the front',
};

function notFound(intent: Intent): string {
  const { component: named } = intent;
  if (named === undefined) return `Error: Activity not started, unable to resolve ${intentText(intent)}`;
  return `Error type 3\nError: Activity class {${named.package}/${named.activity}} does not exist.`;
}

/** Only the owner and his profiles, as clones are, show activities (UserController.isCurrentProfile). */
function background({ packages }: Framework, userId: number): string | undefined {
  const user = packages.users.get(userId);
  if (user?.running === true && (userId === 0 || user.profileOf === 0)) return undefined;
  return "Error: Not allowed to start background user activity that shouldn't be displayed for all users.";
}

/** This phone has one display. */
function refused({ values, flags, intent }: AmIntent, { known }: IntentTarget): string | undefined {
  const display = Number(values.get('--display') ?? 0);
  if (display > 0)
    throw new AmException(
      `Permission Denial: starting ${intentText(intent)} from null (pid=${SHELL_PID}, uid=2000) with launchDisplayId=${display}`,
      SECURITY,
    );
  if (flags.has('-D') || flags.has('-N')) {
    if (!known.debuggable) throw new AmException(`Process not debuggable: ${known.package}`, SECURITY);
    throw new AmException(
      'this phone has no debugger to wait for',
      'java.lang.UnsupportedOperationException',
    );
  }
  return undefined;
}

/** Up to 11 an activity with filters is exported unless it says otherwise; from 12 on it has to say so itself. */
function checkAccess(call: CommandCall, intent: Intent, { known, activity }: IntentTarget): void {
  if (call.uid === 0 || call.uid === known.uid) return;
  const found = known.activities.find((one) => one.name === activity);
  if (found === undefined || (found.exported ?? found.filters.length > 0)) return;
  throw new AmException(
    `Permission Denial: starting ${intentText(intent)} from null (pid=${SHELL_PID}, uid=${call.uid}) not exported from uid ${known.uid}`,
    SECURITY,
  );
}

/** `ThisTime` is there up to 9, `LaunchState` from 10 on (WaitResult.dump). */
function waited({ package: name, activity, outcome, launch }: Started, tookMs: number, api: number): string {
  const delivered = outcome === 'delivered-to-top';
  const totalMs = delivered ? 0 : tookMs;
  return [
    'Status: ok',
    ...(api >= 29 ? [`LaunchState: ${delivered ? 'UNKNOWN (0)' : launch}`] : []),
    `Activity: ${component({ package: name }, activity)}`,
    ...(api < 29 ? [`ThisTime: ${totalMs}`] : []),
    `TotalTime: ${totalMs}`,
    `WaitTime: ${tookMs + 3}`,
    'Complete',
    '',
  ].join('\n');
}
