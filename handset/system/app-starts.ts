import type { Intent } from '../app-parts.ts';
import type { Activities, ActivityParts } from './activities.ts';
import { mayStartActivities } from './background-starts.ts';
import { intentText } from './commands/am/intent-text.ts';
import { processRecord } from './dumps/activity/process-names.ts';
import { type PhoneProcess, userOf } from './process.ts';

export interface AppStartParts extends Pick<ActivityParts, 'android' | 'clock' | 'logcat'> {
  readonly activities: Activities;
  /** The time since boot at which HOME was pressed last. */
  readonly homePressedMs: number | undefined;
  /** For whom; undefined: for the process's own user. */
  readonly userId?: number | undefined;
}

const SYSTEM_SERVER_PID = 1_742;

/**
 * `Context.startActivity` of an app: throws what Instrumentation.checkStartActivityResult throws. An app in the background
 * is not told that nothing came of it: only the log says so.
 */
export async function startFromApp(
  parts: AppStartParts,
  process: PhoneProcess,
  intent: Intent,
): Promise<void> {
  const { activities, userId = userOf(process) } = parts;
  const target = activities.resolve(intent, userId);
  if (target === undefined) throw new Error(notFound(intent, parts.android.api));
  const { uid } = process.package;
  const activity = target.known.activities.find((one) => one.name === target.activity);
  const exported = activity?.exported ?? (activity?.filters.length ?? 0) > 0;
  if (!exported && uid !== target.known.uid)
    throw new Error(
      `java.lang.SecurityException: Permission Denial: starting ${intentText(intent)} from ${processRecord(process)} (pid=${process.pid}, uid=${uid}) not exported from uid ${target.known.uid}`,
    );
  if (may(parts, process)) return void (await activities.start(intent, userId));
  abort(parts, process, intent);
}

function notFound(intent: Intent, api: number): string {
  const kind = 'android.content.ActivityNotFoundException';
  const { component: named } = intent;
  if (named === undefined) return `${kind}: No Activity found to handle ${intentText(intent)}`;
  const hint = api >= 33 ? ', or does your intent not match its declared <intent-filter>' : '';
  return `${kind}: Unable to find explicit activity class {${named.package}/${named.activity}}; have you declared this activity in your AndroidManifest.xml${hint}?`;
}

function may({ activities, android, clock, homePressedMs }: AppStartParts, process: PhoneProcess): boolean {
  return mayStartActivities(process, {
    api: android.api,
    elapsedMs: clock.elapsed(),
    visible: process === activities.front() && activities.power.awake(),
    isHome: activities.isHome(process),
    mayDrawOverApps:
      activities.appOpsOf(userOf(process)).mode(process.package.package, 'SYSTEM_ALERT_WINDOW') === 'allow',
    homePressedMs,
  });
}

function abort(
  { logcat }: AppStartParts,
  { package: { package: name, uid } }: PhoneProcess,
  intent: Intent,
): void {
  const warn = (line: string): void => logcat.write(SYSTEM_SERVER_PID, 'W', 'ActivityTaskManager', line);
  warn(
    `Background activity start [callingPackage: ${name}; callingUid: ${uid}; isCallingUidForeground: false; isCallingUidPersistentSystemProcess: false; intent: ${intentText(intent)}]`,
  );
  warn(`Abort background activity starts from ${uid}`);
}
