import type { AppHandlers } from '../app-parts.ts';
import type { Screen } from '../screen-parts.ts';
import type { HoldKind } from './importance/holds.ts';
import { type InstalledPackage, userIdOf } from './package-state.ts';
import type { UserApp } from './tasks.ts';

/** A running process of a package. What it registered ends with it. */
export interface PhoneProcess {
  readonly pid: number;
  /** As the user has it for whom it runs. */
  readonly package: InstalledPackage;
  readonly startedMs: number;
  handlers: AppHandlers | undefined;
  screen: Screen | undefined;
  /** The display that its screen was made for, as `glassName` names it. */
  madeFor: string | undefined;
  /** The activity on top of its task; undefined while it has none. */
  activity: string | undefined;
  /** The task of its activities; 0 before it has one. */
  taskId: number;
  /** When it left the foreground, by the clock on the wall; undefined while it is there. */
  leftMs: number | undefined;
  /** The same by the time since boot; undefined before it ever was there. */
  leftElapsedMs: number | undefined;
  /** What else than an activity keeps it important. */
  readonly holds: Set<{ readonly kind: HoldKind }>;
  /** Whether an activity of it was ever seen. */
  hasShown: boolean;
  /** What it was told last of how short memory is. */
  trimLevel: number;
  /** Grows with each use: what was used last has the highest. */
  lastUse: number;
  readonly onEnd: (() => void)[];
  ended: boolean;
}

export function appOf({ package: { package: name, uid } }: PhoneProcess): UserApp {
  return { package: name, userId: userIdOf(uid) };
}

/** The user for whom it runs. */
export function userOf({ package: { uid } }: PhoneProcess): number {
  return userIdOf(uid);
}

/** As the owner of the phone is told of it. */
export function crashedApp(process: PhoneProcess): UserApp & { readonly label: string } {
  return { ...appOf(process), label: process.package.label };
}
