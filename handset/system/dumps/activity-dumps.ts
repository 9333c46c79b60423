import type { Framework } from '../framework.ts';
import { activitiesDump } from './activity/activities-dump.ts';
import { cachedAppsDump, lruDump, oomDump, recentsDump } from './activity/oom-dumps.ts';
import { processRecord } from './activity/process-names.ts';
import { processesDump } from './activity/processes-dump.ts';
import { hashOf } from './forms.ts';

/** `dumpsys activity [-a] [-p PACKAGE] [activities|processes|…]`, in the form of the version. */
export function activityDump(framework: Framework, words: readonly string[]): string {
  const at = words.indexOf('-p');
  const only = at < 0 ? undefined : words[at + 1];
  const [what, name = only] = words.filter(
    (word, index) =>
      !['-a', '-c', '--checkin'].includes(word) && (at < 0 || (index !== at && index !== at + 1)),
  );
  const known = what === undefined ? undefined : DUMPS.get(what);
  if (known !== undefined && known.from <= framework.android.api) return known.dump(framework, name);
  if (what === undefined) return everything(framework, only);
  return `Bad activity command, or no activities match: ${what}\nUse -h for help.\n`;
}

interface ActivityDump {
  /** The first API level that has it. */
  readonly from: number;
  dump(framework: Framework, only: string | undefined): string;
}

const ACTIVITIES: ActivityDump = { from: 0, dump: activitiesDump };
const PROCESSES: ActivityDump = { from: 0, dump: processesDump };
const SERVICES: ActivityDump = { from: 0, dump: services };
const RECENTS: ActivityDump = { from: 0, dump: recentsDump };
const OOM: ActivityDump = { from: 0, dump: oomDump };

const DUMPS: ReadonlyMap<string, ActivityDump> = new Map([
  ['activities', ACTIVITIES],
  ['a', ACTIVITIES],
  ['processes', PROCESSES],
  ['p', PROCESSES],
  ['services', SERVICES],
  ['s', SERVICES],
  ['recents', RECENTS],
  ['r', RECENTS],
  ['oom', OOM],
  ['o', OOM],
  ['lru', { from: 29, dump: lruDump }],
  ['cao', { from: 31, dump: cachedAppsDump }],
]);

const LINE = '-------------------------------------------------------------------------------\n';

function everything(framework: Framework, only: string | undefined): string {
  return [
    recentsDump(framework),
    services(framework, only),
    activitiesDump(framework, only),
    ...(framework.android.api >= 29 ? [lruDump(framework)] : []),
    processesDump(framework, only),
  ].join(LINE);
}

/** Only Appium's helper has a service here: the one that it starts in the foreground. */
function services({ activities: running }: Framework, name: string | undefined): string {
  const helper = running.processOf('io.appium.settings');
  const header = 'ACTIVITY MANAGER SERVICES (dumpsys activity services)\n';
  if (helper === undefined || (name !== undefined && name !== 'io.appium.settings'))
    return `${header}  (nothing)\n`;
  return `${header}  User 0 active services:\n  * ServiceRecord{${hashOf('fgs')} u0 io.appium.settings/.ForegroundService}\n    intent={act=start cmp=io.appium.settings/.ForegroundService}\n    packageName=io.appium.settings\n    processName=io.appium.settings\n    app=${processRecord(helper)}\n    isForeground=true foregroundId=1 foregroundNoti=Notification(channel=main_channel)\n`;
}
