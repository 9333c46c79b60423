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
  ['lru', { from: 29, dump: lruDump }],
  ['cao', { from: 31, dump: cachedAppsDump }],
]);

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
