import type { Framework } from '../framework.ts';
import { appOf } from '../process.ts';
import type { UserApp } from '../tasks.ts';
import { duration, localTime } from './forms.ts';

interface UsageEvent {
  readonly atMs: number;
  readonly userId: number;
  readonly type: string;
  readonly package: string;
  readonly activity?: string;
}

const DAY_MS = 86_400_000;
const KEPT_EVENTS = 10_000;
/** The service counts boot, display and keyguard as uses of this package. */
const SYSTEM = 'android';

/** The usage statistics service: what was in front when, of the last day. */
export interface UsageStats {
  /** `dumpsys usagestats [PACKAGE…]`. */
  dump(words: readonly string[]): string;
}

/** Listens to the activities from now on (UserUsageStatsService; the lines are those of Android 11's source). */
export function createUsageStats(framework: Framework): UsageStats {
  const { activities, android, clock } = framework;
  let events: readonly UsageEvent[] = [];
  const note = (type: string, { package: name, userId }: UserApp, activity?: string): void => {
    const atMs = clock.now();
    const event = { atMs, userId, type, package: name, ...(activity === undefined ? {} : { activity }) };
    events = [...events.filter((one) => atMs - one.atMs < DAY_MS).slice(1 - KEPT_EVENTS), event];
  };
  activities.events.on((event) => {
    const type = eventName(event.kind, android.api);
    if (type !== undefined && 'process' in event && 'activity' in event)
      note(type, appOf(event.process), event.activity);
  });
  if (android.api >= 28) {
    let awake = activities.power.awake();
    activities.power.onChange(() => {
      if (awake === activities.power.awake()) return;
      awake = activities.power.awake();
      note(awake ? 'SCREEN_INTERACTIVE' : 'SCREEN_NON_INTERACTIVE', { package: SYSTEM, userId: 0 });
    });
  }
  return {
    dump: (words) => {
      const only = words.filter((word) => !word.startsWith('-'));
      const users = framework.packages.users.all().filter((user) => user.running);
      return users.map(({ id }) => dumpOf(framework, { events, only, userId: id })).join('');
    },
  };
}

/** Activities as such are told of from 10 on; before, the package moves to the foreground and to the background. */
function eventName(kind: string, api: number): string | undefined {
  switch (kind) {
    case 'resumed':
      return api >= 29 ? 'ACTIVITY_RESUMED' : 'MOVE_TO_FOREGROUND';
    case 'paused':
      return api >= 29 ? 'ACTIVITY_PAUSED' : 'MOVE_TO_BACKGROUND';
    case 'stopped':
      return api >= 29 ? 'ACTIVITY_STOPPED' : undefined;
    default:
      return undefined;
  }
}

/** A service for each user (UserUsageStatsService); who has used what counts for the buckets of the owner. */
function dumpOf(
  framework: Framework,
  {
    events,
    only,
    userId,
  }: { readonly events: readonly UsageEvent[]; readonly only: readonly string[]; readonly userId: number },
): string {
  const wanted = (name: string): boolean => only.length === 0 || only.includes(name);
  const shown = events.filter((one) => one.userId === userId && wanted(one.package));
  const nowMs = framework.clock.now();
  return `${[
    `user=${userId}`,
    `  Last 24 hour events (timeRange="${localTime(nowMs - DAY_MS)} – ${localTime(nowMs)}" )`,
    ...shown.map((one) => `    ${eventLine(one, framework.android.api)}`),
    '  In-memory daily stats',
    '    packages',
    ...packagesUsed(shown).map((name) => `      ${packageLine(name, shown, nowMs)}`),
    '',
    ...(framework.android.api >= 28 && userId === 0 ? standbyLines(framework, wanted) : []),
  ].join('\n')}\n`;
}

function eventLine({ atMs, type, package: name, activity }: UsageEvent, api: number): string {
  const named = activity === undefined ? '' : ` class=${activity}`;
  const instance = api >= 29 && activity !== undefined ? ` instanceId=0 taskRootPackage=${name}` : '';
  return `time="${localTime(atMs)}" type=${type} package=${name}${named}${instance}${api >= 29 ? ' flags=0x0' : ''} `;
}

function packagesUsed(events: readonly UsageEvent[]): readonly string[] {
  return [...new Set(events.map((one) => one.package))].filter((name) => name !== SYSTEM).sort();
}

const BEGINS = new Set(['ACTIVITY_RESUMED', 'MOVE_TO_FOREGROUND']);
const ENDS = new Set(['ACTIVITY_PAUSED', 'MOVE_TO_BACKGROUND']);

function packageLine(name: string, events: readonly UsageEvent[], nowMs: number): string {
  const own = events.filter((one) => one.package === name);
  let totalMs = 0;
  let beganMs: number | undefined;
  for (const { atMs, type } of own) {
    if (BEGINS.has(type)) beganMs ??= atMs;
    if (!ENDS.has(type) || beganMs === undefined) continue;
    totalMs += atMs - beganMs;
    beganMs = undefined;
  }
  const last = own.at(-1)?.atMs ?? nowMs;
  return `package=${name} totalTimeUsed="${elapsed(totalMs)}" lastTimeUsed="${localTime(last)}" `;
}

/** DateUtils.formatElapsedTime: `MM:SS`, with hours where there are any. */
function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}

/** AppIdleHistory.dumpUser, but for the times of predictions. */
function standbyLines({ activities, clock, packages }: Framework, wanted: (name: string) => boolean) {
  return [
    'App Standby States:',
    'user=0',
    ...packages
      .all()
      .filter((one) => wanted(one.package))
      .map(
        ({ package: name }) =>
          `  package=${name} u=0 bucket=${activities.standby.bucket(name)} idle=${activities.standby.inactive(name) ? 'y' : 'n'}`,
      ),
    `  totalElapsedTime=${duration(clock.elapsed())}`,
  ];
}
