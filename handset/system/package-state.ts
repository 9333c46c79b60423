import type { ActivityManifest, App } from '../app-parts.ts';
import type { ApkManifest } from './apk/apk-manifest.ts';
import type { ApkSignature } from './apk/apk-signature.ts';
import type { PermissionState } from './permissions/permission-state.ts';

/** PackageManager.COMPONENT_ENABLED_STATE_*, in the order of their numbers. */
export const ENABLED_STATES = [
  'default',
  'enabled',
  'disabled',
  'disabled-user',
  'disabled-until-used',
] as const;
export type EnabledState = (typeof ENABLED_STATES)[number];

/** What one user of the phone has of a package. */
export interface PackageUser {
  installed: boolean;
  hidden: boolean;
  suspended: boolean;
  /** No part of it runs, and it gets no broadcasts, until something of it is started. */
  stopped: boolean;
  /** It never was started. */
  notLaunched: boolean;
  enabled: EnabledState;
  /** Who disabled it last, as dumps name it. */
  disabledBy: string | undefined;
  /** Of components that were enabled or disabled one by one, by their full class names. */
  readonly components: Map<string, EnabledState>;
  readonly permissions: PermissionState;
  readonly firstInstallMs: number;
}

/** A package as the package manager keeps it. */
export interface InstalledPackage extends ApkManifest {
  /** Of the user as whom it is looked at; each but the owner has it with his id times 100,000 before it. */
  readonly uid: number;
  readonly label: string;
  readonly system: boolean;
  readonly codePath: string;
  /** File names of the splits, the base left out: `split_config.zh.apk`. */
  readonly splits: readonly string[];
  /** Absent for the handset's own apps. */
  readonly signature: ApkSignature | undefined;
  readonly installer: string | undefined;
  /** Only for the handset's own apps: an APK's code cannot run here. */
  readonly app?: App;
  readonly users: Map<number, PackageUser>;
  /** Of the user as whom it is looked at. */
  readonly permissionState: PermissionState;
  /** What it holds of them, for that user; it changes with `permissionState`. */
  readonly granted: ReadonlySet<string>;
  readonly firstInstallMs: number;
  readonly lastUpdateMs: number;
}

const PER_USER = 100_000;

export function uidFor({ uid }: Pick<InstalledPackage, 'uid'>, userId: number): number {
  return userId * PER_USER + appIdOf(uid);
}

/** UserHandle.getUserId. */
export function userIdOf(uid: number): number {
  return Math.floor(uid / PER_USER);
}

/** The package as that user has it, with his uid and permissions; undefined where he has it not. */
export function asUser(known: InstalledPackage, userId: number): InstalledPackage | undefined {
  const user = known.users.get(userId);
  if (user?.installed !== true) return undefined;
  const { permissions } = user;
  return { ...known, uid: uidFor(known, userId), permissionState: permissions, granted: permissions.granted };
}

export function appIdOf(uid: number): number {
  return uid % PER_USER;
}

/** Whether that user can start anything of it: installed, not hidden, not disabled. */
export function isAvailable(known: InstalledPackage, userId = 0): boolean {
  const user = known.users.get(userId);
  return user?.installed === true && !user.hidden && !user.enabled.startsWith('disabled');
}

/** Whether one of its components can be started; a component's own state goes before the package's. */
export function isComponentAvailable(known: InstalledPackage, className: string, userId = 0): boolean {
  const user = known.users.get(userId);
  const own = user?.components.get(className) ?? 'default';
  if (user === undefined || !user.installed || user.hidden || own.startsWith('disabled')) return false;
  return !user.enabled.startsWith('disabled');
}

/** What a user's home screen shows of an activity; undefined where it shows nothing. */
export function launcherIcon(
  known: InstalledPackage | undefined,
  className: string,
  userId = 0,
): 'normal' | 'suspended' | undefined {
  const there = known?.activities.some(({ name }) => name === className) === true;
  if (known === undefined || !there || !isComponentAvailable(known, className, userId)) return undefined;
  return known.users.get(userId)?.suspended === true ? 'suspended' : 'normal';
}

/** Its files, the base first. */
export function apkPaths({ codePath, splits }: InstalledPackage): readonly string[] {
  return ['base.apk', ...splits].map((name) => `${codePath}/${name}`);
}

/** Components of a kind, of an APK or of a module, whose receivers name actions instead of filters. */
export function componentsOf(
  known: InstalledPackage,
  kind: 'activities' | 'services' | 'receivers',
): readonly ActivityManifest[] {
  if (kind === 'activities') return known.activities;
  if (known.parts !== undefined) return known.parts[kind];
  if (kind === 'services')
    return (known.app?.manifest.services ?? []).map(({ name }) => ({ name, filters: [] }));
  return (known.app?.manifest.receivers ?? []).map(({ name, actions }) => ({
    name,
    filters: [{ actions, categories: [] }],
  }));
}

/** The activity that a tap on the app's icon starts. */
export function launcherActivity(known: InstalledPackage): ActivityManifest | undefined {
  return known.activities.find((activity) =>
    hasFilter(activity, 'android.intent.action.MAIN', 'android.intent.category.LAUNCHER'),
  );
}

export function hasFilter(activity: ActivityManifest, action: string, category?: string): boolean {
  return activity.filters.some(
    (one) => one.actions.includes(action) && (category === undefined || one.categories.includes(category)),
  );
}

/** `com.example/.Main` where the class is in the package, the full name otherwise. */
export function component(known: Pick<InstalledPackage, 'package'>, activity: string): string {
  const short = activity.startsWith(`${known.package}.`) ? activity.slice(known.package.length) : activity;
  return `${known.package}/${short}`;
}
