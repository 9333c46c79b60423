import type { Readable } from 'node:stream';
import type { ActivityManifest, App, PhoneFiles } from '../parts.ts';
import { isNoSpace } from '../shell/disk.ts';
import type { AndroidVersion } from './android-version.ts';
import { type ApkManifest, readApkManifest } from './apk/apk-manifest.ts';
import { makeDataDirectories, removePackageFiles, stageApk, writeModuleFile } from './package-files.ts';
import { grant } from './permissions/answer-group.ts';
import { PermissionState } from './permissions/permission-state.ts';

/** A package as the package manager keeps it. */
export interface InstalledPackage extends ApkManifest {
  readonly uid: number;
  readonly label: string;
  readonly system: boolean;
  readonly codePath: string;
  /** Only for the handset's own apps: an APK's code cannot run here. */
  readonly app?: App;
  readonly permissionState: PermissionState;
  /** What it holds of them, for the owner of the phone; it changes with `permissionState`. */
  readonly granted: ReadonlySet<string>;
  readonly firstInstallMs: number;
  readonly lastUpdateMs: number;
}

/** What is installed. */
export interface Packages {
  get(name: string): InstalledPackage | undefined;
  byUid(uid: number): InstalledPackage | undefined;
  all(): readonly InstalledPackage[];
  installApp(app: App): Promise<void>;
  /** Resolves to `Success` or `Failure [CODE: text]`, in the package manager's words. */
  installApk(apk: Readable): Promise<string>;
  uninstall(name: string): Promise<boolean>;
  /** Never started since it was installed, or since it was stopped by force: no broadcast and no job starts it. */
  isStopped(name: string): boolean;
  setStopped(name: string, stopped: boolean): void;
}

const FIRST_APP_UID = 10_000;

export interface PackageParts {
  readonly android: AndroidVersion;
  readonly files: PhoneFiles;
  now(): number;
}

export function createPackages(parts: PackageParts): Packages {
  return new PackageTable(parts);
}

class PackageTable implements Packages {
  readonly #parts: PackageParts;
  readonly #installed = new Map<string, InstalledPackage>();
  readonly #stopped = new Set<string>();
  #nextUid = FIRST_APP_UID;

  constructor(parts: PackageParts) {
    this.#parts = parts;
  }

  get(name: string): InstalledPackage | undefined {
    return this.#installed.get(name);
  }

  byUid(uid: number): InstalledPackage | undefined {
    return this.all().find((one) => one.uid === uid);
  }

  isStopped(name: string): boolean {
    return this.#stopped.has(name);
  }

  setStopped(name: string, stopped: boolean): void {
    if (stopped) this.#stopped.add(name);
    else this.#stopped.delete(name);
  }

  all(): readonly InstalledPackage[] {
    return [...this.#installed.values()];
  }

  async installApp(app: App): Promise<void> {
    const { manifest } = app;
    const codePath = `${manifest.system ? '/system/app' : '/data/app'}/${manifest.package}-1`;
    await writeModuleFile(this.#parts.files, codePath, manifest);
    const { label, system } = manifest;
    const known = await this.#add({ ...manifest, instrumentations: [] }, { label, system, codePath, app });
    // What the phone's owner allowed before: everything, unless the manifest says otherwise.
    const { permissionState: state } = known;
    const allowed = state.runtime().filter((one) => manifest.grants?.includes(one) ?? true);
    grant(state, allowed, this.#parts.android.api);
  }

  async installApk(apk: Readable): Promise<string> {
    const staged = await stageApk(this.#parts.files, apk);
    try {
      if (staged.brokenBy !== undefined) throw staged.brokenBy;
      const manifest = await readApkManifest(staged.hostPath);
      const codePath = `/data/app/${manifest.package}-1`;
      await staged.moveTo(codePath);
      await this.#add(manifest, { label: manifest.package, system: false, codePath });
      return 'Success';
    } catch (error) {
      if (isNoSpace(error)) return 'Failure [INSTALL_FAILED_INSUFFICIENT_STORAGE]';
      const why = error instanceof Error ? error.message : String(error);
      return `Failure [INSTALL_PARSE_FAILED_NOT_APK: Failed to parse ${staged.bytes} bytes: ${why}]`;
    } finally {
      await staged.remove();
    }
  }

  async uninstall(name: string): Promise<boolean> {
    const known = this.#installed.get(name);
    if (known === undefined || known.system) return false;
    this.#installed.delete(name);
    this.#stopped.delete(name);
    await removePackageFiles(this.#parts.files, name, known.codePath);
    return true;
  }

  async #add(
    manifest: ApkManifest,
    extra: Pick<InstalledPackage, 'label' | 'system' | 'codePath' | 'app'>,
  ): Promise<InstalledPackage> {
    const before = this.#installed.get(manifest.package);
    const uid = before?.uid ?? this.#nextUid;
    if (before === undefined) this.#nextUid += 1;
    const asking = { ...manifest, system: extra.system };
    const permissionState = before?.permissionState ?? new PermissionState(asking, this.#parts.android.api);
    if (before !== undefined) permissionState.update(asking);
    const known = {
      ...manifest,
      ...extra,
      uid,
      permissionState,
      granted: permissionState.granted,
      firstInstallMs: before?.firstInstallMs ?? this.#parts.now(),
      lastUpdateMs: this.#parts.now(),
    };
    this.#installed.set(manifest.package, known);
    // What was never started gets no broadcasts (Android 3.1); parts of the ROM are not kept from them.
    if (before === undefined && !extra.system) this.#stopped.add(manifest.package);
    await makeDataDirectories(this.#parts.files, manifest.package, uid);
    return known;
  }
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
