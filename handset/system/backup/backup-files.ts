import path from 'node:path';
import type { PhoneFiles } from '../../shell-parts.ts';
import { dataDirectory } from '../package-files.ts';
import type { InstalledPackage } from '../package-state.ts';
import type { TarFile } from './tar.ts';

export interface BackupScope {
  readonly apk: boolean;
  readonly obb: boolean;
}

/** FullBackup's domains of an app's own directory; what lies elsewhere in it is `r`. */
const DOMAINS: Readonly<Record<string, string>> = { files: 'f', databases: 'db', shared_prefs: 'sp' };
const LEFT_OUT = new Set(['cache', 'code_cache', 'no_backup', 'lib']);
const DEEPEST = 32;

/** One app's part of a backup: its manifest, then what BackupAgent.onFullBackup gives of its directories. */
export async function filesOfApp(
  files: PhoneFiles,
  known: InstalledPackage,
  { scope, api, nowMs }: { readonly scope: BackupScope; readonly api: number; readonly nowMs: number },
): Promise<readonly TarFile[]> {
  const at = `apps/${known.package}`;
  const manifest = Buffer.from(manifestOf(known, scope, api));
  const own = dataDirectory(known.package, 0);
  const taken: TarFile[] = [{ path: `${at}/_manifest`, bytes: manifest, modifiedMs: nowMs }];
  if (scope.apk && !known.system)
    taken.push(...(await tree(files, `${known.codePath}/base.apk`, `${at}/a/base.apk`)));
  for (const name of await files.list(own)) {
    if (LEFT_OUT.has(name)) continue;
    const domain = DOMAINS[name];
    taken.push(
      ...(await tree(files, `${own}/${name}`, domain === undefined ? `${at}/r/${name}` : `${at}/${domain}`)),
    );
  }
  const shared = (part: string): string => `/storage/emulated/0/Android/${part}/${known.package}`;
  taken.push(...(await tree(files, `${shared('data')}/files`, `${at}/ef`)));
  if (scope.obb) taken.push(...(await tree(files, shared('obb'), `${at}/obb`)));
  return taken;
}

/** The owner's shared storage but for what apps keep below `Android` (SharedStorageAgent). */
export async function filesOfSharedStorage(files: PhoneFiles): Promise<readonly TarFile[]> {
  const taken: TarFile[] = [];
  for (const name of await files.list('/storage/emulated/0'))
    if (name !== 'Android')
      taken.push(...(await tree(files, `/storage/emulated/0/${name}`, `shared/0/${name}`)));
  return taken;
}

/** AppMetadataBackupWriter.writeManifest: version, package, its version, the platform's, installer, APK, signatures. */
function manifestOf(known: InstalledPackage, { apk }: BackupScope, api: number): string {
  const signatures = known.signature === undefined ? [] : [known.signature.certificate.toString('hex')];
  const lines = [
    '1',
    known.package,
    known.versionCode,
    api,
    known.installer ?? '',
    apk && !known.system ? '1' : '0',
  ];
  return [...lines, signatures.length, ...signatures, ''].join('\n');
}

/** Every file below a place; links are left out, for what they lead to may be another app's. */
async function tree(files: PhoneFiles, from: string, to: string, depth = 0): Promise<readonly TarFile[]> {
  if (depth > DEEPEST || !(await files.exists(from)) || (await isLink(files, from))) return [];
  const found = await files.stat(from);
  if (!found.directory) return [{ path: to, bytes: await files.read(from), modifiedMs: found.modifiedMs }];
  const taken: TarFile[] = [];
  for (const name of await files.list(from))
    taken.push(...(await tree(files, `${from}/${name}`, `${to}/${name}`, depth + 1)));
  return taken;
}

async function isLink(files: PhoneFiles, place: string): Promise<boolean> {
  const parent = await files.hostPath(path.posix.dirname(place));
  return (await files.hostPath(place)) !== path.join(parent, path.posix.basename(place));
}
