import { HarnessError } from '../model/harness-error.ts';
import type { Adb } from './adb.ts';
import { shellLine } from './shell-quote.ts';

export interface InstalledPackage {
  readonly package: string;
  readonly uid: number;
  readonly versionName: string;
  readonly versionCode: number;
  /** SHA-256 of the base APK, as the phone computes it; absent where it has no `sha256sum` (Android 7 and older). */
  readonly apkSha256?: string;
}

/**
 * Reads `Package [name] (hash):` of `dumpsys package`. The first block counts: `Hidden system packages:` repeats it.
 * `userId=` is the app id up to Android 13, `appId=` from 14 on; for user 0 it is the uid.
 */
export function parsePackage(output: string, name: string): Omit<InstalledPackage, 'apkSha256'> | undefined {
  const start = output.indexOf(`  Package [${name}] (`);
  if (start < 0) return undefined;
  const following = output.indexOf('\n  Package [', start + 1);
  const block = output.slice(start, following < 0 ? undefined : following);
  const uid = /^\s+(?:userId|appId)=(\d+)/m.exec(block)?.[1];
  const versionCode = /^\s+versionCode=(\d+)/m.exec(block)?.[1];
  const versionName = /^\s+versionName=(.*)$/m.exec(block)?.[1];
  if (uid === undefined || versionCode === undefined || versionName === undefined) return undefined;
  return {
    package: name,
    uid: Number(uid),
    versionCode: Number(versionCode),
    versionName: versionName.trim(),
  };
}

/** Rejects with `APP_NOT_INSTALLED` when the phone does not have the package. */
export async function readInstalledPackage(adb: Adb, name: string): Promise<InstalledPackage> {
  const known = parsePackage(await adb.shell(shellLine(['dumpsys', 'package', name])), name);
  if (known === undefined) {
    throw new HarnessError('APP_NOT_INSTALLED', {
      what: `${name} is not installed on ${adb.target.serial}`,
      why: 'the phone lists no such package',
      remedy:
        'install it (adb install <file>; verify does with --apk=<file>); the simulated phone (--device=handset) has com.jd.jrapp, and an app of yours with --handset-option=--app-module=<file>',
    });
  }
  const apkSha256 = await readApkDigest(adb, name);
  return apkSha256 === undefined ? known : { ...known, apkSha256 };
}

async function readApkDigest(adb: Adb, name: string): Promise<string | undefined> {
  const path = /^package:(.+)$/m
    .exec((await adb.attempt(shellLine(['pm', 'path', name]))).stdout)?.[1]
    ?.trim();
  if (path === undefined) return undefined;
  const digest = await adb.attempt(shellLine(['sha256sum', path]));
  return /^([0-9a-f]{64}) /.exec(digest.stdout)?.[1];
}
