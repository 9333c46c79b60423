import type { Framework } from '../../framework.ts';
import { component, type InstalledPackage, userIdOf } from '../../package-state.ts';
import { type PhoneProcess, userOf } from '../../process.ts';
import { hashOf } from '../forms.ts';

/**
 * `ActivityRecord{53d1401 u0 pkg/.Main t75}`; 13 and 14 close the brace before the task too, and 16 writes the hash as a
 * number (dumps of devices found in public; ActivityRecord.toString).
 */
export function activityRecord(process: PhoneProcess, api: number): string {
  return recordNamed(shortActivity(process), process, api);
}

function recordNamed(named: string, process: PhoneProcess, api: number): string {
  const closed = api >= 31 && api < 35 ? '}' : '';
  return `ActivityRecord{${identity(named, api)} u${userOf(process)} ${named}${closed} t${process.taskId}}`;
}

/** An activity of the system's that lies over an app's, in its task, such as the one that asks for permissions. */
export interface ActivityOver {
  /** `pkg/.Main`. */
  readonly named: string;
  readonly record: string;
}

/** Undefined while the app in front has the focus, or something has it that is no activity, such as the shade. */
export function activityOver(
  framework: Pick<Framework, 'activities' | 'android' | 'display'>,
): ActivityOver | undefined {
  const front = framework.activities.front();
  const { kind, screen } = framework.display.focused();
  if (front === undefined || kind !== 'application' || screen.package === front.package.package)
    return undefined;
  const named = component({ package: screen.package }, screen.activity);
  return { named, record: recordNamed(named, front, framework.android.api) };
}

/** `pkg/.Main`. */
export function shortActivity(process: PhoneProcess): string {
  const activity = process.screen?.activity ?? process.activity ?? '';
  return component({ package: process.package.package }, activity);
}

/** What a task's line says of it. */
export interface TaskLine {
  readonly id: number;
  readonly known: InstalledPackage;
  readonly visible: boolean;
  /** How many activities it has. */
  readonly size: number;
}

/** `TaskRecord{…}` up to 10 (haval_a9); `Task{…}` from 11 on, with what is visible from 12 on. */
export function taskRecord({ id, known, visible, size }: TaskLine, api: number): string {
  const { package: name, uid } = known;
  const hash = hashOf(`task ${id}`);
  const user = `U=${userIdOf(uid)}`;
  if (api < 30) return `TaskRecord{${hash} #${id} A=${name} ${user} StackId=${id} sz=${size}}`;
  const type = activityType(known);
  if (api === 30)
    return `Task{${hash} #${id} visible=${visible} type=${type} mode=fullscreen translucent=${!visible} A=${uid}:${name} ${user} StackId=${id} sz=${size}}`;
  return `Task{${hash} #${id} type=${type} A=${uid}:${name} ${user} visible=${visible} visibleRequested=${visible} mode=fullscreen translucent=${!visible} sz=${size}}`;
}

export function activityType(known: InstalledPackage): 'home' | 'standard' {
  const home = known.activities.some(({ filters }) =>
    filters.some(({ categories }) => categories.includes('android.intent.category.HOME')),
  );
  return home ? 'home' : 'standard';
}

function identity(named: string, api: number): string {
  const hash = hashOf(named);
  return api >= 36 ? String(Number.parseInt(hash, 16)) : hash;
}
