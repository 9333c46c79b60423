import type { Framework } from '../../framework.ts';
import { CACHED_MIN_ADJ } from '../../importance/importance.ts';
import type { Ranked } from '../../importance/rank-processes.ts';
import { activityType, taskRecord } from './activity-record.ts';
import { adjText } from './adj-text.ts';
import { capabilities } from './capabilities.ts';
import { lruCounts, lruList, oomLines } from './process-lists.ts';
import { processRecord, SYSTEM_PROCESS, shortProcess } from './process-names.ts';

/** `dumpsys activity oom`: the list by importance with each process's adj (ActivityManagerService.dumpOomLocked). */
export function oomDump(framework: Framework): string {
  const { activities, android } = framework;
  const list = lruList(framework);
  const details = ({ importance: { adj, state } }: Ranked): readonly string[] => [
    `        oom: max=1001 curRaw=${adj} setRaw=${adj} cur=${adj} set=${adj}`,
    `        state: cur=${state.padEnd(4)} set=${state.padEnd(4)} lastPss=0,00 lastSwapPss=0,00 lastCachedPss=0,00`,
    `        cached=${adj >= CACHED_MIN_ADJ} empty=${state === 'CEM'} hasAboveClient=false`,
  ];
  const front = activities.front();
  const home = activities.processes().find((one) => activities.isHome(one));
  const previous = activities.previous();
  return `${[
    'ACTIVITY MANAGER OOM ADJUSTMENTS (dumpsys activity oom)',
    `  Process OOM control (${lruCounts(list)}):`,
    ...oomLines(list, android.api, { place: (one) => list.indexOf(one), system: true, details }),
    '',
    ...(home === undefined ? [] : [`  mHomeProcess: ${processRecord(home)}`]),
    ...(previous === undefined ? [] : [`  mPreviousProcess: ${processRecord(previous)}`]),
    ...(front === undefined ? [] : [`  mTopApp: ${processRecord(front)}`]),
  ].join('\n')}\n`;
}

/** `dumpsys activity lru`, from 10 on (ActivityManagerService.dumpLruLocked); up to 9 there is no such dump. */
export function lruDump(framework: Framework): string {
  const { api } = framework.android;
  const list = lruList(framework);
  const line = (one: Ranked, index: number): string => lruLine(one, index, api);
  const split = list.filter(({ process }) => process.activity !== undefined).length;
  const first = list.length;
  const withActivities = list.slice(0, split).map((one, index) => line(one, first - index));
  const others = list.slice(split).map((one, index) => line(one, first - split - index));
  const caps = api >= 30 ? ` ${capabilities('PER', api)}` : '';
  return `${[
    'ACTIVITY MANAGER LRU PROCESSES (dumpsys activity lru)',
    ...(withActivities.length === 0 ? [] : ['  Activities:', ...withActivities]),
    '  Other:',
    ...others,
    `  ${api >= 30 ? '# 0' : '  #0'}: ${adjText(-900, api)} PER ${caps} ${SYSTEM_PROCESS}`,
  ].join('\n')}\n`;
}

function lruLine({ process, importance }: Ranked, index: number, api: number): string {
  const kept = process.activity === undefined ? '' : 'activities|recents';
  const state = importance.state.padEnd(4);
  const adj = adjText(importance.adj, api);
  if (api < 30)
    return `    #${index}: ${adj} ${state} ${shortProcess(process)} ${kept === '' ? '' : ` activity=${kept}`}`;
  const caps = capabilities(importance.state, api);
  return `  #${String(index).padStart(2)}: ${adj} ${state} ${caps} ${shortProcess(process)}${kept === '' ? '' : ` act:${kept}`}`;
}

/** `dumpsys activity recents`: the tasks that the recents screen shows, the latest first. */
export function recentsDump({ activities, android, packages }: Framework): string {
  const front = activities.front()?.package.uid;
  const tasks = activities.tasks().flatMap(({ id, package: name, userId, activities: { length: size } }) => {
    const known = packages.get(name, userId);
    return known === undefined || activityType(known) === 'home'
      ? []
      : [taskRecord({ id, known, size, visible: known.uid === front }, android.api)];
  });
  return `${[
    'ACTIVITY MANAGER RECENT TASKS (dumpsys activity recents)',
    ...(tasks.length === 0 ? ['  (nothing)'] : []),
    ...tasks.map((one, index) => `  * Recent #${index}: ${one}`),
  ].join('\n')}\n`;
}

/** `dumpsys activity cao`, what the freezer says of itself (CachedAppOptimizer.dump of 14 and later); without compaction. */
export function cachedAppsDump({ activities }: Framework): string {
  const { freezer } = activities;
  const frozen = activities
    .processes()
    .flatMap((process) => ({ process, sinceMs: freezer.frozenMs(process) }))
    .filter(({ sinceMs }) => sinceMs !== undefined);
  return `${[
    'CachedAppOptimizer settings',
    '  use_compaction=false',
    `  use_freezer=${freezer.enabled()}`,
    '  freeze_statsd_sample_rate=0.1',
    `  freeze_debounce_timeout=${freezer.debounceMs()}`,
    `  Apps frozen: ${frozen.length}`,
    ...frozen.map(
      ({ process, sinceMs }) =>
        `    ${sinceMs}: ${process.pid} ${process.package.package}${freezer.isSticky(process) ? ' (sticky)' : ''}`,
    ),
  ].join('\n')}\n`;
}
