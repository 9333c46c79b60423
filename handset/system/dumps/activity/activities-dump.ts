import type { Framework } from '../../framework.ts';
import type { PhoneProcess } from '../../process.ts';
import { activityRecord, activityType, taskRecord } from './activity-record.ts';
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
  const body = tasks.flatMap((one) => [...form(one, android.api, one === front), '']);
  return `${[...header, display, ...(android.api >= 31 ? [] : ['']), ...body, ...resumed(front, android.api), ...keyguard(framework)].join('\n')}\n`;
}

/** 8.1, 9 and 10 (haval_a9): stacks of tasks of activities. */
function stack(process: PhoneProcess, api: number, resumedHere: boolean): readonly string[] {
  const record = activityRecord(process, api);
  const task = taskOf(process, api, resumedHere);
  return [
    stackLine(process),
    '  isSleeping=false',
    '  mBounds=Rect(0, 0 - 0, 0)',
    `    Task id #${process.taskId}`,
    `    * ${task}`,
    `      * Hist #0: ${record}`,
    ...history(process, resumedHere),
    '',
    '    Running activities (most recent first):',
    `      ${task}`,
    `        Run #0: ${record}`,
    '',
    ...(resumedHere
      ? [`    mResumedActivity: ${record}`]
      : process.hasShown
        ? [`    mLastPausedActivity: ${record}`]
        : []),
  ];
}

/** 11 (ActivityStack.dump): what is resumed comes before the tasks. */
function stackOf11(process: PhoneProcess, api: number, resumedHere: boolean): readonly string[] {
  const record = activityRecord(process, api);
  const task = taskOf(process, api, resumedHere);
  return [
    stackLine(process),
    '  isSleeping=false',
    '  mBounds=Rect(0, 0 - 0, 0)',
    ...(resumedHere ? [`    mResumedActivity: ${record}`] : []),
    ...(!resumedHere && process.hasShown ? [`    mLastPausedActivity: ${record}`] : []),
    `    * ${task}`,
    `      * Hist #0: ${record}`,
    ...history(process, resumedHere),
  ];
}

/** From 12 on a task is a container of its own, which names its resumed activity. */
function rootTask(process: PhoneProcess, api: number, resumedHere: boolean): readonly string[] {
  const record = activityRecord(process, api);
  return [
    `  * ${taskOf(process, api, resumedHere)}`,
    ...(resumedHere ? [`    topResumedActivity=${record}`] : []),
    ...(!resumedHere && process.hasShown ? [`    mLastPausedActivity: ${record}`] : []),
    '    isSleeping=false',
    `    * Hist  #0: ${record}`,
    ...history(process, resumedHere).map((line) => line.slice(2)),
  ];
}

function taskOf(process: PhoneProcess, api: number, visible: boolean): string {
  return taskRecord({ id: process.taskId, known: process.package, visible, size: 1 }, api);
}

function stackLine(process: PhoneProcess): string {
  return `  Stack #${process.taskId}: type=${activityType(process.package)} mode=fullscreen`;
}

function history(process: PhoneProcess, resumedHere: boolean): readonly string[] {
  const { package: name } = process.package;
  return [
    `          packageName=${name} processName=${name}`,
    `          app=${processRecord(process)}`,
    `          state=${resumedHere ? 'RESUMED' : 'STOPPED'} stopped=${!resumedHere} delayedResume=false finishing=false`,
  ];
}

function resumed(front: PhoneProcess | undefined, api: number): readonly string[] {
  if (front?.activity === undefined) return [];
  const record = activityRecord(front, api);
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
