import type { CommandCall } from '../../../shell-parts.ts';
import type { Framework } from '../../framework.ts';

const CONFIRM = {
  package: 'com.android.backupconfirm',
  activity: 'com.android.backupconfirm.BackupRestoreConfirmation',
};
/** BackupManagerService.TIMEOUT_FULL_CONFIRMATION. */
const PATIENCE_MS = 60_000;
const SYSTEM_SERVER_PID = 1_742;
/** FULL_BACKUP_INTENT_ACTION and FULL_RESTORE_INTENT_ACTION. */
const ACTIONS = { backup: 'fullback', restore: 'fullrest' };

/** Runs `work` once the owner has said yes, while whoever asked is still there. */
export async function whenAllowed(
  framework: Framework,
  call: CommandCall,
  { kind, work }: { readonly kind: 'backup' | 'restore'; work(): Promise<void> },
): Promise<number> {
  const { activities, backups, clock } = framework;
  const asked = backups.ask();
  const gone = new Promise<boolean>((resolve) => {
    if (call.signal.aborted) resolve(false);
    call.signal.addEventListener('abort', () => resolve(false), { once: true });
  });
  let forget: () => void = () => undefined;
  const late = new Promise<boolean>((resolve) => {
    forget = clock.later(PATIENCE_MS, () => resolve(false));
  });
  try {
    const shown = await activities
      .start({ component: CONFIRM, action: ACTIONS[kind], extras: { conftoken: asked.token } })
      .catch(() => undefined);
    // What is said on the command's outputs would stand in the backup.
    if (shown === undefined)
      note(framework, 'BackupManagerService', `Unable to launch ${kind} confirmation UI`);
    else if (await Promise.race([asked.answer, late, gone])) await work();
    else note(framework, 'BackupManagerService', `User rejected full ${kind}; skipping`);
  } finally {
    forget();
    asked.over();
  }
  return 0;
}

/** A line of the log, which is all that a computer is not told. */
export function note({ logcat }: Framework, tag: string, text: string): number {
  logcat.write(SYSTEM_SERVER_PID, 'W', tag, text);
  return 0;
}
