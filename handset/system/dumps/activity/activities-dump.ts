import type { Framework } from '../../framework.ts';
import type { PhoneProcess } from '../../process.ts';
import {
  type ActivityOver,
  activityOver,
  activityRecord,
  activityType,
  taskRecord,
} from './activity-record.ts';
import { processRecord } from './process-names.ts';

/** `dumpsys activity activities [PACKAGE]`: the tasks from top to bottom, in the form of the version. */
export function activitiesDump(framework: Framework, only?: string): string {
  const { activities, android } = framework;
  const tasks = activities
    .recent()
    .filter((one) => one.activity !== undefined && (only ?? one.package.package) === one.package.package);
  const header = ['ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)'];
  const display = 'Display #0 (activities from top to bottom):';
  const front = activities.power.awake() ? activities.front() : undefined;
  const form = android.api >= 31 ? rootTask : android.api >= 30 ? stackOf11 : stack;
  const over = activityOver(framework);
  const body = tasks.flatMap((process) => {
    const resumedHere = process === front;
    return [...form({ process, api: android.api, resumedHere, over: resumedHere ? over : undefined }), ''];
  });
  return `${[...header, display, ...(android.api >= 31 ? [] : ['']), ...body, ...resumed(front, over, android.api), ...keyguard(framework)].join('\n')}\n`;
}

/** A task with what it shows; `over` is the activity of the system's that lies over the app's. */
interface TaskShown {
  readonly process: PhoneProcess;
  readonly api: number;
  readonly resumedHere: boolean;
  readonly over: ActivityOver | undefined;
}

/** 8.1, 9 and 10 (haval_a9): stacks of tasks of activities. */
function stack({ process, api, resumedHere, over }: TaskShown): readonly string[] {
  const record = activityRecord(process, api);
  const task = taskOf({ process, api, resumedHere, over });
  return [
    stackLine(process),
    '  isSleeping=false',
    '  mBounds=Rect(0, 0 - 0, 0)',
    `    Task id #${process.taskId}`,
    `    * ${task}`,
    ...historyOver(process, over, '      * Hist #1: '),
    `      * Hist #0: ${record}`,
    ...history(process, stateOf(resumedHere, over)),
    '',
    '    Running activities (most recent first):',
    `      ${task}`,
    ...(over === undefined ? [] : [`        Run #1: ${over.record}`]),
    `        Run #0: ${record}`,
    '',
    ...(resumedHere
      ? [`    mResumedActivity: ${over?.record ?? record}`]
      : process.hasShown
        ? [`    mLastPausedActivity: ${record}`]
        : []),
  ];
}

/** 11 (ActivityStack.dump): what is resumed comes before the tasks. */
function stackOf11({ process, api, resumedHere, over }: TaskShown): readonly string[] {
  const record = activityRecord(process, api);
  const task = taskOf({ process, api, resumedHere, over });
  return [
    stackLine(process),
    '  isSleeping=false',
    '  mBounds=Rect(0, 0 - 0, 0)',
    ...(resumedHere ? [`    mResumedActivity: ${over?.record ?? record}`] : []),
    ...(!resumedHere && process.hasShown ? [`    mLastPausedActivity: ${record}`] : []),
    `    * ${task}`,
    ...historyOver(process, over, '      * Hist #1: '),
    `      * Hist #0: ${record}`,
    ...history(process, stateOf(resumedHere, over)),
  ];
}

/** From 12 on a task is a container of its own, which names its resumed activity. */
function rootTask({ process, api, resumedHere, over }: TaskShown): readonly string[] {
  const record = activityRecord(process, api);
  return [
    `  * ${taskOf({ process, api, resumedHere, over })}`,
    ...(resumedHere ? [`    topResumedActivity=${over?.record ?? record}`] : []),
    ...(!resumedHere && process.hasShown ? [`    mLastPausedActivity: ${record}`] : []),
    '    isSleeping=false',
    ...historyOver(process, over, '    * Hist  #1: ').map((line, index) =>
      index === 0 ? line : line.slice(2),
    ),
    `    * Hist  #0: ${record}`,
    ...history(process, stateOf(resumedHere, over)).map((line) => line.slice(2)),
  ];
}

function taskOf({ process, api, resumedHere, over }: TaskShown): string {
  const { taskId, package: known } = process;
  return taskRecord({ id: taskId, known, visible: resumedHere, size: over === undefined ? 1 : 2 }, api);
}

function stackLine(process: PhoneProcess): string {
  return `  Stack #${process.taskId}: type=${activityType(process.package)} mode=fullscreen`;
}

/** An activity under one that does not cover it is paused, and still seen (ActivityRecord's states). */
function stateOf(resumedHere: boolean, over: ActivityOver | undefined): 'RESUMED' | 'PAUSED' | 'STOPPED' {
  if (!resumedHere) return 'STOPPED';
  return over === undefined ? 'RESUMED' : 'PAUSED';
}

function historyOver(
  process: PhoneProcess,
  over: ActivityOver | undefined,
  label: string,
): readonly string[] {
  return over === undefined ? [] : [`${label}${over.record}`, ...history(process, 'RESUMED', over)];
}

function history(process: PhoneProcess, state: string, over?: ActivityOver): readonly string[] {
  const name = over?.named.split('/')[0] ?? process.package.package;
  return [
    `          packageName=${name} processName=${name}`,
    // The system's own activities have no process of theirs here.
    ...(over === undefined ? [`          app=${processRecord(process)}`] : []),
    `          state=${state} stopped=${state === 'STOPPED'} delayedResume=false finishing=false`,
  ];
}

function resumed(
  front: PhoneProcess | undefined,
  over: ActivityOver | undefined,
  api: number,
): readonly string[] {
  if (front?.activity === undefined) return [];
  const record = over?.record ?? activityRecord(front, api);
  return [
    ...(api >= 30
      ? ['  Resumed activities in task display areas (from top to bottom):', `    Resumed: ${record}`, '']
      : []),
    `  ResumedActivity: ${record}`,
  ];
}

function keyguard({ activities, android }: Framework): readonly string[] {
  return [
    // Android 9 leaves the line before it open (haval_a9).
    `${android.api === 28 ? '  isHomeRecentsComponent=false' : ''}  KeyguardController:`,
    `    mKeyguardShowing=${activities.power.locked()}`,
    '    mAodShowing=false',
    '    mKeyguardGoingAway=false',
  ];
}
