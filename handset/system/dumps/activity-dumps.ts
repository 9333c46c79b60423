import type { Framework } from '../framework.ts';
import { activitiesDump } from './activity/activities-dump.ts';
import { cachedAppsDump, lruDump, oomDump, recentsDump } from './activity/oom-dumps.ts';
import { processesDump } from './activity/processes-dump.ts';
import { broadcastsDump, servicesDump, topDump } from './activity/services-dump.ts';

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
  const ofApp = topDump(framework, what);
  if (ofApp !== undefined) return ofApp;
  return `Bad activity command, or no activities match: ${what}\nUse -h for help.\n`;
}

interface ActivityDump {
  /** The first API level that has it. */
  readonly from: number;
  dump(framework: Framework, only: string | undefined): string;
}

const ACTIVITIES: ActivityDump = { from: 0, dump: activitiesDump };
const PROCESSES: ActivityDump = { from: 0, dump: processesDump };
const SERVICES: ActivityDump = { from: 0, dump: servicesDump };
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
  ['broadcasts', { from: 0, dump: broadcastsDump }],
  ['b', { from: 0, dump: broadcastsDump }],
  ['top', { from: 0, dump: (framework) => topDump(framework) ?? '' }],
  ['lastanr', { from: 0, dump: lastAnrDump }],
  ['lru', { from: 29, dump: lruDump }],
  ['cao', { from: 31, dump: cachedAppsDump }],
]);

/** ActivityTaskManagerService.saveANRState (ActivityManagerService's up to 9), without the activities of that moment. */
function lastAnrDump({ activities, zone }: Framework): string {
  const last = activities.mainThreads.last();
  const title = 'ACTIVITY MANAGER LAST ANR (dumpsys activity lastanr)\n';
  if (last === undefined) return `${title}  <no ANR has occurred since boot>\n`;
  // DateFormat.getDateTimeInstance() in English: `Feb 16, 2019 10:15:05 AM`.
  const timeZone = zone.name();
  const date = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone }).format(last.atMs);
  const clock = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium', timeZone }).format(last.atMs);
  const time = `${date} ${clock}`.replaceAll('\u202f', ' ');
  return `${title}  ANR time: ${time}\n  Reason: ${last.reason}\n`;
}

const LINE = '-------------------------------------------------------------------------------\n';

function everything(framework: Framework, only: string | undefined): string {
  return [
    recentsDump(framework),
    servicesDump(framework, only),
    activitiesDump(framework, only),
    ...(framework.android.api >= 29 ? [lruDump(framework)] : []),
    processesDump(framework, only),
  ].join(LINE);
}
