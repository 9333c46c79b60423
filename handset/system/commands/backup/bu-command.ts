import type { CommandCall } from '../../../shell-parts.ts';
import { complain } from '../../arguments.ts';
import { backupFile } from '../../backup/backup-file.ts';
import { filesOfApp, filesOfSharedStorage } from '../../backup/backup-files.ts';
import { eligible } from '../../backup/eligible.ts';
import type { TarFile } from '../../backup/tar.ts';
import type { CommandMaker, Framework } from '../../framework.ts';
import type { InstalledPackage } from '../../package-state.ts';
import { SECURITY } from '../java-exception.ts';
import { note, whenAllowed } from './ask-owner.ts';
import { type BackupFlags, backupFlags } from './backup-flags.ts';
import { restore } from './restore.ts';

const FIRST_APP = 10_000;

/**
 * `bu`, which adb's `backup` and `restore` run: asks the phone's owner, and only what he allows flows (com.android.commands.bu;
 * BackupManagerService.adbBackup and adbRestore). After a refusal, or silence, nothing does, and nobody says why but the log.
 */
export const buCommand: CommandMaker = (framework) => [['bu', async (call) => await bu(framework, call)]];

async function bu(framework: Framework, call: CommandCall): Promise<number> {
  const [verb, ...words] = call.argv.slice(1);
  if (call.uid >= FIRST_APP)
    return complain(call, `${SECURITY}: Caller does not hold android.permission.BACKUP`);
  if (verb !== 'backup' && verb !== 'restore')
    return note(framework, 'bu', `Invalid operation '${verb ?? ''}'`);
  if (framework.settings.get('global', 'device_provisioned') === '0')
    return note(framework, 'BackupManagerService', `Full ${verb} not permitted before setup`);
  if (verb === 'restore') {
    const work = (): Promise<void> => restore(framework, call.stdin);
    return await whenAllowed(framework, call, { kind: 'restore', work });
  }
  return await backup(framework, call, words);
}

async function backup(framework: Framework, call: CommandCall, words: readonly string[]): Promise<number> {
  const flags = backupFlags(words);
  for (const word of flags.unknown) note(framework, 'bu', `Unknown backup flag ${word}`);
  if (!flags.all && !flags.shared && flags.packages.length === 0)
    return note(framework, 'bu', 'no backup packages supplied and neither -shared nor -all given');
  const work = async (): Promise<void> => {
    call.stdout.write(await backupFile(await collect(framework, flags), flags.compress));
  };
  return await whenAllowed(framework, call, { kind: 'backup', work });
}

async function collect(framework: Framework, flags: BackupFlags): Promise<readonly TarFile[]> {
  const { activities, android, files, now } = framework;
  const taken: TarFile[] = [];
  for (const known of chosen(framework, flags)) {
    taken.push(...(await filesOfApp(files, known, { scope: flags, api: android.api, nowMs: now() })));
    // Its agent ran in a restricted process of its own (tearDownAgentAndKill).
    const process = activities.processOf(known.package);
    if (!known.system && process !== undefined) await activities.control.kill(process, 'backup complete');
  }
  if (flags.shared) taken.push(...(await filesOfSharedStorage(files)));
  return taken;
}

/** By name, each once; who forbids it is left out without a word to the host. */
function chosen(framework: Framework, flags: BackupFlags): readonly InstalledPackage[] {
  const { packages } = framework;
  const wanted = new Map<string, InstalledPackage>();
  for (const one of flags.all ? packages.all() : [])
    if (flags.system || !one.system) wanted.set(one.package, one);
  for (const name of flags.packages) {
    const known = packages.get(name);
    if (known === undefined) note(framework, 'BackupManagerService', `Unknown package ${name}, skipping`);
    else wanted.set(name, known);
  }
  return [...wanted.values()]
    .filter((one) => eligible(one, framework.android.api))
    .sort((a, b) => (a.package < b.package ? -1 : 1));
}
