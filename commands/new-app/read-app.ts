import type { Adb } from '../../helpers/device/adb.ts';
import { readInstalledPackage } from '../../helpers/device/installed-package.ts';
import { parsePermissions } from '../../helpers/device/package-permissions.ts';
import { shellLine } from '../../helpers/device/shell-quote.ts';
import { launcherActivity } from '../../helpers/device/target-app.ts';

/** What the phone says of a package. Names and texts are the app's own: hostile. */
export interface AppOnPhone {
  readonly package: string;
  readonly versionName: string;
  readonly versionCode: number;
  /** Absent where the phone does not print it: most labels are references to resources. */
  readonly label?: string;
  readonly targetSdk?: number;
  readonly permissions: readonly string[];
  readonly activity: string;
  readonly apkSha256?: string;
  /** SHA-256 of the certificate that signed it, where the phone says so: Android 12 and later. */
  readonly certificates: readonly string[];
}

/** Rejects with `APP_NOT_INSTALLED` when the phone does not have the package. */
export async function readApp(adb: Adb, packageName: string): Promise<AppOnPhone> {
  const installed = await readInstalledPackage(adb, packageName);
  const dump = await adb.shell(shellLine(['dumpsys', 'package', packageName]));
  const resolved = await adb.attempt(shellLine(['cmd', 'package', 'resolve-activity', packageName]));
  const links = await adb.attempt(shellLine(['cmd', 'package', 'get-app-links', packageName]));
  const targetSdk = /^\s+versionCode=\d+.* targetSdk=(\d+)/m.exec(dump)?.[1];
  const label = parseLabel(resolved.stdout);
  return {
    ...installed,
    ...(label === undefined ? {} : { label }),
    ...(targetSdk === undefined ? {} : { targetSdk: Number(targetSdk) }),
    permissions: parsePermissions(dump, packageName)?.requested ?? [],
    activity: await launcherActivity({ adb, packageName }),
    certificates: links.exitCode === 0 ? parseCertificates(links.stdout) : [],
  };
}

/**
 * The label in the dump of an activity (PackageItemInfo.dumpFront): of the activity or of its application, whichever is
 * written out. `null` stands for one that is a resource, which only the app's own code could read.
 */
export function parseLabel(output: string): string | undefined {
  const labels = [...output.matchAll(/nonLocalizedLabel=(.*?) icon=0x/g)].map((match) => match[1]);
  return labels.find((one) => one !== undefined && one !== 'null' && one !== '');
}

/** `Signatures: [AB:CD:…, …]` of `pm get-app-links`: SHA-256 of the certificates, 32 bytes each. */
export function parseCertificates(output: string): readonly string[] {
  const listed = /^\s*Signatures: \[(.*)\]\s*$/m.exec(output)?.[1] ?? '';
  return listed.split(', ').filter((one) => /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(one));
}
