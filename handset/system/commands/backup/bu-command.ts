import type { CommandCall } from '../../../parts.ts';
import { complain } from '../../arguments.ts';
import { backupFile } from '../../backup/backup-file.ts';
import { filesOfApp, filesOfSharedStorage } from '../../backup/backup-files.ts';
import type { TarFile } from '../../backup/tar.ts';
import type { CommandMaker, Framework } from '../../framework.ts';
import type { InstalledPackage } from '../../package-state.ts';
import { SECURITY } from '../java-exception.ts';
import { type BackupFlags, backupFlags } from './backup-flags.ts';

const FIRST_APP = 10_000;
const CONFIRM = {
  package: 'com.android.backupconfirm',
  activity: 'com.android.backupconfirm.BackupRestoreConfirmation',
};
/** BackupManagerService.TIMEOUT_FULL_CONFIRMATION. */
const PATIENCE_MS = 60_000;
const SYSTEM_SERVER_PID = 1_742;

/**
 * `bu`, which adb's `backup` runs: asks the phone's owner, and only what he allows comes out (com.android.commands.bu;
 * BackupManagerService.adbBackup). A refusal, silence, or nothing to save: nothing comes out, and nobody says why but the log.
 */
export const buCommand: CommandMaker = (framework) => [['bu', async (call) => await bu(framework, call)]];

async function bu(framework: Framework, call: CommandCall): Promise<number> {
  const [verb, ...words] = call.argv.slice(1);
  if (call.uid >= FIRST_APP)
    return complain(call, `${SECURITY}: Caller does not hold android.permission.BACKUP`);
  // Restoring is not here: the log says what bu says of a verb that it has not.
  if (verb !== 'backup') return note(framework, 'bu', `Invalid operation '${verb ?? ''}'`);
  const flags = backupFlags(words);
  for (const word of flags.unknown) note(framework, 'bu', `Unknown backup flag ${word}`);
  if (!flags.all && !flags.shared && flags.packages.length === 0)
    return note(framework, 'bu', 'no backup packages supplied and neither -shared nor -all given');
  if (framework.settings.get('global', 'device_provisioned') === '0')
    return note(framework, 'BackupManagerService', 'Backup not supported before setup');
  return await whenAllowed(framework, call, async () => {
    call.stdout.write(await backupFile(await collect(framework, flags), flags.compress));
  });
}

/** Runs `work` once the owner has said yes, while whoever asked is still there. */
async function whenAllowed(
  framework: Framework,
  call: CommandCall,
  work: () => Promise<void>,
): Promise<number> {
  const { activities, backups, clock } = framework;
  const asked = backups.ask();
  const gone = new Promise<boolean>((resolve) => {
    call.signal.addEventListener('abort', () => resolve(false), { once: true });
  });
  let forget: () => void = () => undefined;
  const late = new Promise<boolean>((resolve) => {
    forget = clock.later(PATIENCE_MS, () => resolve(false));
  });
  try {
    await activities.start({ component: CONFIRM, action: 'fullback', extras: { conftoken: asked.token } });
    if (await Promise.race([asked.answer, late, gone])) await work();
    else note(framework, 'BackupManagerService', 'User rejected full backup; skipping');
  } finally {
    forget();
    asked.over();
  }
  return 0;
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

/**
 * AppBackupUtils.appIsEligibleForBackup, and from 12 on BackupEligibilityRules: adb gets nothing of apps that target 31 and are
 * not debuggable. Parts of the ROM that run as the system have no agent here.
 */
function eligible(
  { allowBackup = true, debuggable, targetSdk, uid }: InstalledPackage,
  api: number,
): boolean {
  if (!allowBackup || uid < FIRST_APP) return false;
  return api < 31 || targetSdk < 31 || debuggable;
}

function note({ logcat }: Framework, tag: string, text: string): number {
  logcat.write(SYSTEM_SERVER_PID, 'W', tag, text);
  return 0;
}
