import type { Readable } from 'node:stream';
import type { App } from '../app-parts.ts';
import { isNoSpace } from '../shell/disk.ts';
import type { PhoneFiles } from '../shell-parts.ts';
import type { AndroidVersion } from './android-version.ts';
import type { ApkManifest } from './apk/apk-manifest.ts';
import { type InstallOptions, type InstallRefusal, PLAIN_INSTALL } from './install/install-rules.ts';
import { createInstallSessions, type InstallSessions } from './install/install-sessions.ts';
import { type InstallerParts, installStaged, type PackageExtra } from './install/installer.ts';
import {
  clearDataOf,
  codePathOf,
  makeDataDirectories,
  makeUserDirectories,
  removeCode,
  removeDataOf,
  writeModuleFile,
} from './package-files.ts';
import { appIdOf, type InstalledPackage, type PackageUser, uidFor, userIdOf } from './package-state.ts';
import { grant, withhold } from './permissions/answer-group.ts';
import { PermissionState } from './permissions/permission-state.ts';
import { PackageViews } from './users/package-views.ts';
import { createUsers, type Users } from './users/users.ts';

/** What befalls a package whose processes must end for it. */
type PackageChange = {
  readonly kind: 'replaced' | 'removed' | 'disabled';
  readonly package: string;
  /** Absent: all users. */
  readonly userId?: number | undefined;
};

/** What is installed, and for whom. */
export interface Packages {
  readonly users: Users;
  readonly sessions: InstallSessions;
  /** As the owner has it, or as another user has it who has installed it. */
  get(name: string, userId?: number): InstalledPackage | undefined;
  /** Of any user, as he has it. */
  byUid(uid: number): InstalledPackage | undefined;
  all(userId?: number): readonly InstalledPackage[];
  installApp(app: App): Promise<void>;
  /** Resolves to `Success` or `Failure [CODE: text]`, in the package manager's words. */
  installApk(apk: Readable, options?: InstallOptions): Promise<string>;
  /** A base and its splits, as one install. */
  installApks(apks: readonly Readable[], options: InstallOptions): Promise<string>;
  /** `pm install-existing`: for a user that has it not. False for what is not there. */
  installExisting(name: string, userId: number): Promise<boolean>;
  /** For all users where none is named; false when there is nothing to take away, or it is part of the ROM. */
  uninstall(name: string, options?: UninstallOptions): Promise<boolean>;
  /** A user that comes has the apps of the ROM; one that goes takes his files along. */
  addUser(userId: number): Promise<void>;
  removeUser(userId: number): Promise<boolean>;
  clearData(name: string, userId: number): Promise<void>;
  /** Never started since it was installed, or since it was stopped by force: no broadcast and no job starts it. */
  isStopped(name: string, userId?: number): boolean;
  setStopped(name: string, stopped: boolean, userId?: number): void;
  setInstaller(name: string, installer: string): void;
  /** Calls for each change until the returned function is called. */
  onChange(listener: (change: PackageChange) => Promise<void>): () => void;
  tell(change: PackageChange): Promise<void>;
}

interface UninstallOptions {
  readonly userId?: number;
  readonly keepData?: boolean;
}

const FIRST_APP_UID = 10_000;

export interface PackageParts {
  readonly android: AndroidVersion;
  readonly files: PhoneFiles;
  /** Absent: userdebug. */
  readonly build?: 'userdebug' | 'user';
  now(): number;
}

export function createPackages(parts: PackageParts): Packages {
  return new PackageTable(parts);
}

class PackageTable implements Packages {
  readonly users: Users;
  readonly sessions: InstallSessions;
  readonly #parts: PackageParts;
  readonly #installed = new Map<string, InstalledPackage>();
  readonly #views = new PackageViews();
  /** Uids of what went with its data left behind. */
  readonly #kept = new Map<string, number>();
  readonly #listeners = new Set<(change: PackageChange) => Promise<void>>();
  #nextUid = FIRST_APP_UID;

  constructor(parts: PackageParts) {
    this.#parts = parts;
    this.users = createUsers(parts.android.api);
    this.sessions = createInstallSessions({
      files: parts.files,
      install: (staged, options) => installStaged(this.#installer(), staged, options),
    });
  }

  get(name: string, userId = 0): InstalledPackage | undefined {
    const known = this.#installed.get(name);
    return userId === 0 || known === undefined ? known : this.#views.of(known, userId);
  }

  byUid(uid: number): InstalledPackage | undefined {
    const known = this.all().find((one) => one.uid === appIdOf(uid));
    return known === undefined ? undefined : this.get(known.package, userIdOf(uid));
  }

  isStopped(name: string, userId = 0): boolean {
    return this.#installed.get(name)?.users.get(userId)?.stopped === true;
  }

  setStopped(name: string, stopped: boolean, userId = 0): void {
    const user = this.#installed.get(name)?.users.get(userId);
    if (user === undefined) return;
    user.stopped = stopped;
    if (!stopped) user.notLaunched = false;
  }

  all(userId = 0): readonly InstalledPackage[] {
    const all = [...this.#installed.values()];
    return userId === 0 ? all : all.flatMap((one) => this.get(one.package, userId) ?? []);
  }

  onChange(listener: (change: PackageChange) => Promise<void>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async tell(change: PackageChange): Promise<void> {
    for (const listener of this.#listeners) await listener(change);
  }

  async installApp(app: App): Promise<void> {
    const { manifest } = app;
    const { label, system } = manifest;
    const { files, android } = this.#parts;
    const codePath = system ? `/system/app/${manifest.package}` : codePathOf(manifest.package, android.api);
    await writeModuleFile(files, codePath, manifest);
    const extra = { label, system, codePath, splits: [], signature: undefined, installer: undefined, app };
    const known = await this.#add({ ...manifest, instrumentations: [] }, extra, PLAIN_INSTALL);
    // What the phone's owner allowed before: everything, unless the manifest says otherwise.
    const { permissionState: state } = known;
    const allowed = state.runtime().filter((one) => manifest.grants?.includes(one) ?? true);
    grant(state, allowed, android.api);
    // What a part of the ROM has by default is less where its manifest says so.
    if (manifest.grants !== undefined) withhold(state, allowed);
    // What was never started gets no broadcasts (Android 3.1); parts of the ROM are not kept from them.
    if (system) this.setStopped(manifest.package, false);
  }

  async installApk(apk: Readable, options: InstallOptions = PLAIN_INSTALL): Promise<string> {
    return await this.installApks([apk], options);
  }

  async installApks(apks: readonly Readable[], options: InstallOptions): Promise<string> {
    const id = this.sessions.create(options);
    try {
      for (const apk of apks) await this.sessions.write(id, apk);
    } catch (error) {
      await this.sessions.abandon(id);
      if (isNoSpace(error)) return 'Failure [INSTALL_FAILED_INSUFFICIENT_STORAGE]';
      const why = error instanceof Error ? error.message : String(error);
      return `Failure [INSTALL_FAILED_INTERNAL_ERROR: ${why}]`;
    }
    return saidOf(await this.sessions.commit(id));
  }

  async installExisting(name: string, userId: number): Promise<boolean> {
    const known = this.#installed.get(name);
    if (known === undefined || this.users.get(userId) === undefined) return false;
    const user = this.#userOf(known, userId);
    user.installed = true;
    user.hidden = false;
    await makeDataDirectories(this.#parts.files, { name, userId, uid: uidFor(known, userId) });
    return true;
  }

  async uninstall(name: string, { userId, keepData = false }: UninstallOptions = {}): Promise<boolean> {
    const known = this.#installed.get(name);
    if (known === undefined) return false;
    const { files } = this.#parts;
    const whose = userId === undefined ? [...known.users.keys()] : [userId];
    if (userId === undefined && known.system) return false;
    if (whose.every((one) => known.users.get(one)?.installed !== true)) return false;
    await this.tell({ kind: 'removed', package: name, userId });
    for (const one of whose) {
      const user = known.users.get(one);
      if (user !== undefined) Object.assign(user, { installed: false, stopped: true, notLaunched: true });
      if (!keepData) await removeDataOf(files, { name, userId: one });
    }
    if (known.system || [...known.users.values()].some((one) => one.installed)) return true;
    this.#installed.delete(name);
    if (keepData) this.#kept.set(name, known.uid);
    await removeCode(files, known.codePath);
    return true;
  }

  async addUser(userId: number): Promise<void> {
    const { files, android } = this.#parts;
    await makeUserDirectories(files, userId, android.api);
    for (const known of this.all()) if (known.system) await this.installExisting(known.package, userId);
  }

  async removeUser(userId: number): Promise<boolean> {
    if (userId === 0 || this.users.get(userId) === undefined) return false;
    for (const { package: name } of this.all(userId))
      await this.tell({ kind: 'removed', package: name, userId });
    this.users.remove(userId);
    for (const known of this.all()) {
      if (!known.users.delete(userId)) continue;
      await removeDataOf(this.#parts.files, { name: known.package, userId });
    }
    for (const place of [`/data/user/${userId}`, `/data/user_de/${userId}`, `/storage/emulated/${userId}`])
      await this.#parts.files.remove(place);
    return true;
  }

  async clearData(name: string, userId: number): Promise<void> {
    await clearDataOf(this.#parts.files, { name, userId });
  }

  async #add(manifest: ApkManifest, extra: PackageExtra, options: InstallOptions): Promise<InstalledPackage> {
    const before = this.#installed.get(manifest.package);
    const nowMs = this.#parts.now();
    const asking = { ...manifest, system: extra.system };
    const users = before?.users ?? new Map<number, PackageUser>();
    for (const { permissions } of users.values()) permissions.update(asking);
    const owner = users.get(0) ?? newUser(new PermissionState(asking, this.#parts.android.api), nowMs);
    users.set(0, owner);
    const known: InstalledPackage = {
      ...manifest,
      ...extra,
      uid: before?.uid ?? this.#uidFor(manifest.package),
      users,
      permissionState: owner.permissions,
      granted: owner.permissions.granted,
      firstInstallMs: before?.firstInstallMs ?? nowMs,
      lastUpdateMs: nowMs,
    };
    this.#installed.set(manifest.package, known);
    for (const { id, clone = false } of this.users.all()) {
      const has = users.get(id)?.installed === true;
      const meant = options.userId ?? (clone && !has && !extra.system ? undefined : id);
      if (id === meant) await this.installExisting(manifest.package, id);
    }
    return known;
  }

  setInstaller(name: string, installer: string): void {
    const known = this.#installed.get(name);
    if (known !== undefined) this.#installed.set(name, { ...known, installer });
  }

  #installer(): InstallerParts {
    return {
      ...this.#parts,
      packages: this,
      add: (manifest, extra, options) => this.#add(manifest, extra, options),
      put: (known) => void this.#installed.set(known.package, known),
    };
  }

  #userOf(known: InstalledPackage, userId: number): PackageUser {
    const found = known.users.get(userId);
    if (found !== undefined) return found;
    const permissions = new PermissionState(known, this.#parts.android.api);
    const user = newUser(permissions, this.#parts.now());
    known.users.set(userId, user);
    return user;
  }

  #uidFor(name: string): number {
    const kept = this.#kept.get(name);
    this.#kept.delete(name);
    if (kept !== undefined) return kept;
    this.#nextUid += 1;
    return this.#nextUid - 1;
  }
}

function newUser(permissions: PermissionState, nowMs: number): PackageUser {
  return {
    installed: false,
    hidden: false,
    suspended: false,
    stopped: true,
    notLaunched: true,
    enabled: 'default',
    disabledBy: undefined,
    components: new Map(),
    permissions,
    firstInstallMs: nowMs,
  };
}

/** `Failure [CODE: text]`, and without the text where there is none. */
export function saidOf(outcome: InstallRefusal | 'Success' | undefined): string {
  if (outcome === 'Success') return outcome;
  if (outcome === undefined) return 'Failure [INSTALL_FAILED_INTERNAL_ERROR]';
  return `Failure [${outcome.code}${outcome.text === undefined ? '' : `: ${outcome.text}`}]`;
}
