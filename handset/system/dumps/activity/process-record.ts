import type { Framework } from '../../framework.ts';
import { procStateNumber } from '../../importance/proc-states.ts';
import type { Ranked } from '../../importance/rank-processes.ts';
import { userOf } from '../../process.ts';
import { duration } from '../forms.ts';
import { activityRecord } from './activity-record.ts';
import { capabilities } from './capabilities.ts';
import { processRecord } from './process-names.ts';

/** Scheduling groups by number (ProcessList.SCHED_GROUP_*, haval_a9). */
const GROUPS = { B: 0, F: 2, T: 3 } as const;

/**
 * The lines of one process in `All known processes:` that say what the handset knows (ProcessRecord.dump of 9 to 11,
 * ProcessStateRecord and ProcessCachedOptimizerRecord of later ones); memory, times of the processor and binder are not
 * there.
 */
export function knownProcess(framework: Framework, { process, importance }: Ranked): readonly string[] {
  const { api } = framework.android;
  const { package: known } = process;
  const apk = `${known.codePath}/base.apk`;
  const state = procStateNumber(importance.state, api);
  const { adj } = importance;
  const later =
    api >= 29
      ? { group: 'mCurSchedGroup', rep: 'mRepProcState' }
      : { group: 'curSchedGroup', rep: 'repProcState' };
  const trim = api >= 31 ? '' : ` trimMemoryLevel=${process.trimLevel}`;
  return [
    `  *APP* UID ${known.uid} ${processRecord(process)}`,
    `    user #${userOf(process)} uid=${known.uid} gids={${50_000 + (known.uid % 100_000) - 10_000}, 3003}`,
    `    dir=${apk} publicDir=${apk} data=/data/user/${userOf(process)}/${known.package}`,
    `    packageList={${known.package}}`,
    `    pid=${process.pid}${api >= 31 ? '' : ' starting=false'}`,
    ...(api < 29 ? [cachedLine(importance)] : []),
    `    ${api >= 30 ? 'oom adj' : 'oom'}: max=1001 curRaw=${adj} setRaw=${adj} cur=${adj} set=${adj}`,
    `    ${later.group}=${GROUPS[importance.group]} setSchedGroup=${GROUPS[importance.group]} systemNoUi=false${trim}`,
    `    curProcState=${state} ${later.rep}=${state} pssProcState=${state} setProcState=${state} lastStateTime=${since(framework, process)}`,
    ...(api >= 30
      ? [
          `    curCapability=${capabilities(importance.state, api)} setCapability=${capabilities(importance.state, api)}`,
        ]
      : []),
    ...(process.hasShown
      ? ['    hasShownUi=true pendingUiClean=false hasAboveClient=false treatLikeActivity=false']
      : []),
    ...(api >= 29 ? [cachedLine(importance)] : []),
    ...frozenLines(framework, { process, importance }),
    ...(process.activity === undefined ? [] : ['    Activities:', `      - ${activityRecord(process, api)}`]),
  ];
}

function since({ activities, clock }: Framework, process: Ranked['process']): string {
  const sinceMs = activities.states.uids.of(process.package.uid)?.sinceMs ?? clock.elapsed();
  return `-${duration(clock.elapsed() - sinceMs).slice(1)}`;
}

function cachedLine({ adj, foreground }: Ranked['importance']): string {
  return `    cached=${adj >= 900} empty=${foreground !== 'A'}`;
}

/** From 12 on (ProcessCachedOptimizerRecord.dump; 16's source, and the first line by 13's name of it). */
function frozenLines({ activities, android, clock }: Framework, { process }: Ranked): readonly string[] {
  if (android.api < 31) return [];
  const { freezer } = activities;
  const profile = android.api >= 34 ? 'lastCompactProfile=NONE' : 'lastCompactAction=0';
  const frozenMs = freezer.frozenMs(process);
  return [
    `    lastCompactTime=0 ${profile}`,
    `    hasPendingCompaction=false    isFreezeExempt=false isPendingFreeze=${freezer.isPending(process)} isFrozen=${freezer.isFrozen(process)}`,
    ...(android.api >= 36 && frozenMs !== undefined
      ? [`    earliestFreezableTimeMs=-${duration(clock.elapsed() - frozenMs).slice(1)}`]
      : []),
  ];
}
