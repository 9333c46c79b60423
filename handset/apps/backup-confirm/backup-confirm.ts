import type { App, AppHandlers, AppManifest, AppProcess } from '../../app-parts.ts';
import type { Screen, View } from '../../screen-parts.ts';
import type { BackupConfirmations } from '../../system/backup/backup-confirmations.ts';
import { box, button, contentArea, label, root } from '../views.ts';

const PACKAGE = 'com.android.backupconfirm';
const ACTIVITY = `${PACKAGE}.BackupRestoreConfirmation`;

/** The part of Android that asks the owner whether a computer may have the phone's data; for the system alone. */
export function createBackupConfirm(api: number, confirmations: BackupConfirmations): App {
  return { manifest: manifest(api), start: (process) => start(process, confirmations) };
}

function manifest(api: number): AppManifest {
  return {
    package: PACKAGE,
    label: 'com.android.backupconfirm',
    versionName: `${api}`,
    versionCode: api,
    minSdk: api,
    targetSdk: api,
    permissions: ['android.permission.BACKUP', 'android.permission.CONFIRM_FULL_BACKUP'],
    debuggable: false,
    allowBackup: false,
    system: true,
    activities: [{ name: ACTIVITY, exported: false, filters: [] }],
  };
}

/** BackupRestoreConfirmation.java: leaving without an answer is a refusal; no password is asked for here. */
function start(process: AppProcess, confirmations: BackupConfirmations): AppHandlers {
  let token = '';
  let texts = BACKUP;
  let phase: 'asks' | 'runs' | 'done' = 'done';
  const answer = async (allowed: boolean): Promise<void> => {
    if (phase !== 'asks') return;
    phase = allowed ? 'runs' : 'done';
    if (allowed) {
      process.toast(texts.starting);
      show();
    }
    await confirmations.acknowledge(token, allowed);
    if (allowed) process.toast(texts.finished);
    phase = 'done';
    await process.finish();
  };
  const show = (): void =>
    process.show(
      confirmScreen(process.displaySize, {
        asks: phase === 'asks',
        texts,
        answer: (allowed) => void answer(allowed),
      }),
    );
  return {
    onStart({ action, extras }) {
      texts = action === 'fullrest' ? RESTORE : BACKUP;
      token = extras.conftoken ?? '';
      phase = 'asks';
      show();
    },
    onConfigurationChanged: show,
    onStop: () => void answer(false),
  };
}

interface Shown {
  readonly asks: boolean;
  readonly texts: Texts;
  answer(allowed: boolean): void;
}

/** The ids of res/layout/confirm_backup.xml, and its English texts (strings.xml), from memory. */
function confirmScreen(size: AppProcess['displaySize'], { asks, texts, answer }: Shown): Screen {
  const { top, bottom, width, dp } = contentArea(size);
  const line = (at: number, height: number): View['bounds'] =>
    box(16 * dp, top + at * dp, width - 32 * dp, height * dp);
  const half = (side: number): View['bounds'] =>
    box((side * width) / 2, bottom - 56 * dp, width / 2, 56 * dp);
  const choice = (id: string, text: string, side: number, allowed: boolean): View => ({
    ...button(half(side), text, {
      resourceId: `${PACKAGE}:id/${id}`,
      fontSize: 14 * dp,
      color: '#202124',
      background: '#e8eaed',
      onClick: () => answer(allowed),
    }),
    enabled: asks,
  });
  return {
    package: PACKAGE,
    activity: ACTIVITY,
    root: root(size, '#ffffff', [
      label(line(8, 40), texts.title, { fontSize: 20 * dp, bold: true, color: '#202124' }),
      label(line(64, 200), texts.question, {
        resourceId: `${PACKAGE}:id/confirm_text`,
        fontSize: 16 * dp,
        color: '#202124',
      }),
      choice('button_deny', texts.deny, 0, false),
      choice('button_allow', texts.allow, 1, true),
    ]),
  };
}

interface Texts {
  readonly title: string;
  readonly question: string;
  readonly allow: string;
  readonly deny: string;
  readonly starting: string;
  readonly finished: string;
}

const BACKUP: Texts = {
  title: 'Full backup',
  question:
    'A full backup of all data to a connected desktop computer has been requested. Do you want to allow this to happen?\n\nIf you did not request the backup yourself, do not allow the operation to proceed.',
  allow: 'Back up my data',
  deny: 'Do not back up',
  starting: 'Backup starting...',
  finished: 'Backup finished',
};

const RESTORE: Texts = {
  title: 'Full restore',
  question:
    'A full restore of all data from a connected desktop computer has been requested. Do you want to allow this to happen?\n\nIf you did not request the restore yourself, do not allow the operation to proceed. This will replace any data currently on the device!',
  allow: 'Restore my data',
  deny: 'Do not restore',
  starting: 'Restore starting...',
  finished: 'Restore ended',
};
