import type { Framework } from '../../framework.ts';
import { lruCounts, lruList, oomLines } from './process-lists.ts';
import { processRecord } from './process-names.ts';
import { knownProcess } from './process-record.ts';
import { uidStates } from './uid-records.ts';

/** `dumpsys activity processes [PACKAGE]`. */
export function processesDump(framework: Framework, only?: string): string {
  const { activities, android } = framework;
  const all = lruList(framework);
  const list = only === undefined ? all : all.filter(({ process }) => process.package.package === only);
  const lines = ['ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)'];
  if (list.length > 0) lines.push('  All known processes:');
  for (const one of activities.processes()) {
    const ranked = list.find(({ process }) => process === one);
    if (ranked !== undefined) lines.push(...knownProcess(framework, ranked));
  }
  const processes = list.map(({ process }) => process);
  lines.push('', ...uidStates(framework, processes, only === undefined));
  lines.push('', `  Process LRU list (sorted by oom_adj, ${lruCounts(all)}):`);
  lines.push(
    ...oomLines(list, android.api, { place: (one) => all.indexOf(one), system: only === undefined }),
  );
  return `${[...lines, '', ...inFront(framework, only)].join('\n')}\n`;
}

/** What the activity task manager adds (ActivityTaskManagerService.dumpForProcesses; haval_a9). */
function inFront({ activities }: Framework, only: string | undefined): readonly string[] {
  const home = activities.processes().find((one) => activities.isHome(one));
  const previous = activities.previous();
  return [
    ...(home === undefined || (only ?? home.package.package) !== home.package.package
      ? []
      : [`  mHomeProcess: ${processRecord(home)}`]),
    ...(previous === undefined || (only ?? previous.package.package) !== previous.package.package
      ? []
      : [`  mPreviousProcess: ${processRecord(previous)}`]),
    ...(only === undefined
      ? [
          `  mWakefulness=${activities.power.awake() ? 'Awake' : 'Asleep'}`,
          `  mSleeping=${!activities.power.awake()}`,
        ]
      : []),
  ];
}
