import type { Readable } from 'node:stream';
import { eligible } from '../../backup/eligible.ts';
import { filesOfBackup } from '../../backup/read-backup-file.ts';
import { readManifest, restoreAppFile, restoreSharedFile } from '../../backup/restore-files.ts';
import type { TarFile } from '../../backup/tar.ts';
import type { Framework } from '../../framework.ts';
import type { InstalledPackage } from '../../package-state.ts';
import { note } from './ask-owner.ts';

const TAG = 'BackupManagerService';

/**
 * FullRestoreEngine: an app's manifest decides whether its files are taken; the first that is taken empties the app's data.
 * What is wrong with the file ends it, and what was restored before stays, as on a phone.
 */
export async function restore(framework: Framework, source: Readable): Promise<void> {
  /** By package: the app that takes its files; undefined, where it has been decided against. */
  const decided = new Map<string, InstalledPackage | undefined>();
  try {
    for await (const file of filesOfBackup(source)) await take(framework, decided, file);
  } catch (error) {
    note(
      framework,
      TAG,
      `Unable to read restore input: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  for (const known of decided.values()) {
    const process = known === undefined ? undefined : framework.activities.processOf(known.package);
    if (process !== undefined) await framework.activities.control.kill(process, 'restore complete');
  }
}

async function take(
  framework: Framework,
  decided: Map<string, InstalledPackage | undefined>,
  file: TarFile,
): Promise<void> {
  const [kind, name = '', place] = file.path.split('/');
  if (kind === 'shared') return void (await restoreSharedFile(framework.files, file));
  if (kind !== 'apps') return void note(framework, TAG, `Unknown domain of ${JSON.stringify(file.path)}`);
  if (place === '_manifest' && !decided.has(name)) {
    const known = accepted(framework, name, file.bytes);
    decided.set(name, known);
    if (known !== undefined) await empty(framework, known);
    return;
  }
  const known = decided.get(name);
  if (known !== undefined && !(await restoreAppFile(framework.files, known, file)))
    note(framework, TAG, `Skipping ${JSON.stringify(file.path)}`);
}

/** BackupManifest.chooseRestorePolicy; packages are not installed from a backup here. */
function accepted(framework: Framework, name: string, manifest: Buffer): InstalledPackage | undefined {
  const refuse = (why: string): undefined => void note(framework, TAG, `${JSON.stringify(name)}: ${why}`);
  const told = readManifest(manifest, name);
  if (told === undefined) return refuse('Malformed manifest');
  const known = framework.packages.get(name);
  if (known === undefined) return refuse('Package not installed; requires apk in dataset');
  if (!eligible(known, framework.android.api)) return refuse('Restore manifest but allowBackup=false');
  if (known.signature?.certificate.toString('hex') !== told.signature)
    return refuse('Restore manifest signatures do not match installed application');
  if (known.versionCode < told.versionCode) return refuse('Data version is newer than the installed one');
  return known;
}

async function empty(
  { activities, packages }: Framework,
  { package: name }: InstalledPackage,
): Promise<void> {
  const process = activities.processOf(name);
  if (process !== undefined) await activities.control.kill(process, 'clear data');
  await packages.clearData(name, 0);
}
