import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ActivityManifest, App, PhoneFiles } from '../parts.ts';
import { type ApkManifest, readApkManifest } from './apk/apk-manifest.ts';

/** A package as the package manager keeps it. */
export interface InstalledPackage extends ApkManifest {
  readonly uid: number;
  readonly label: string;
  readonly system: boolean;
  readonly codePath: string;
  /** Only for the handset's own apps: an APK's code cannot run here. */
  readonly app?: App;
  readonly granted: Set<string>;
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
}

const FIRST_APP_UID = 10_000;
const SYSTEM_UID = 1000;
/** Permissions that an app has by asking for them in its manifest. */
const INSTALL_TIME =
  /\.(?:INTERNET|ACCESS_NETWORK_STATE|ACCESS_WIFI_STATE|WAKE_LOCK|VIBRATE|FOREGROUND_SERVICE|RECEIVE_BOOT_COMPLETED)$/;

export function createPackages(files: PhoneFiles, now: () => number): Packages {
  const installed = new Map<string, InstalledPackage>();
  let nextUid = FIRST_APP_UID;

  async function add(
    manifest: ApkManifest,
    extra: { label: string; system: boolean; codePath: string; app?: App },
  ): Promise<void> {
    const before = installed.get(manifest.package);
    const uid = before?.uid ?? nextUid;
    if (before === undefined) nextUid += 1;
    installed.set(manifest.package, {
      ...manifest,
      ...extra,
      uid,
      // What the phone's owner allowed: everything. A harness that wants it otherwise revokes.
      granted: before?.granted ?? new Set(manifest.permissions),
      firstInstallMs: before?.firstInstallMs ?? now(),
      lastUpdateMs: now(),
    });
    for (const directory of [`/data/data/${manifest.package}`, `/data/user_de/0/${manifest.package}`]) {
      await files.write(`${directory}/cache/.made`, new Uint8Array(), { uid, gid: uid, mode: 0o700 });
      await files.remove(`${directory}/cache/.made`);
    }
  }

  return {
    get: (name) => installed.get(name),
    byUid: (uid) => [...installed.values()].find((one) => one.uid === uid),
    all: () => [...installed.values()],
    async installApp(app) {
      const { manifest } = app;
      const codePath = `${manifest.system ? '/system/app' : '/data/app'}/${manifest.package}-1`;
      // Not an APK, and it says so: the handset's apps are TypeScript modules.
      const base = JSON.stringify(
        { handsetModule: manifest.package, versionName: manifest.versionName },
        null,
        1,
      );
      await files.write(`${codePath}/base.apk`, Buffer.from(base), {
        uid: SYSTEM_UID,
        gid: SYSTEM_UID,
        mode: 0o644,
      });
      await add(
        { ...manifest, instrumentations: [] },
        { label: manifest.label, system: manifest.system, codePath, app },
      );
    },
    async installApk(apk) {
      const staged = await files.hostPath(`/data/app/vmdl${randomBytes(4).toString('hex')}.tmp`);
      try {
        await pipeline(apk, createWriteStream(staged, { mode: 0o644 }));
        const manifest = await readApkManifest(staged);
        const codePath = `/data/app/${manifest.package}-1`;
        await files.write(`${codePath}/.made`, new Uint8Array(), {
          uid: SYSTEM_UID,
          gid: SYSTEM_UID,
          mode: 0o755,
        });
        await files.remove(`${codePath}/.made`);
        await files.rename(`/data/app/${staged.split('/').at(-1)}`, `${codePath}/base.apk`);
        await add(manifest, { label: manifest.package, system: false, codePath });
        return 'Success';
      } catch (error) {
        const known = await stat(staged).catch(() => undefined);
        const why = error instanceof Error ? error.message : String(error);
        return `Failure [INSTALL_PARSE_FAILED_NOT_APK: Failed to parse ${known?.size ?? 0} bytes: ${why}]`;
      } finally {
        await rm(staged, { force: true });
      }
    },
    async uninstall(name) {
      const known = installed.get(name);
      if (known === undefined || known.system) return false;
      installed.delete(name);
      for (const path of [
        known.codePath,
        `/data/data/${name}`,
        `/data/user_de/0/${name}`,
        `/sdcard/Android/data/${name}`,
      ]) {
        await files.remove(path);
      }
      return true;
    },
  };
}

/** Install-time permissions cannot be revoked; runtime ones can. From target SDK 23 on there are runtime ones. */
export function isInstallTime(permission: string): boolean {
  return INSTALL_TIME.test(permission);
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
