import type { App } from '../app-parts.ts';
import { androidNamed } from '../system/android-version.ts';
import {
  type BackupConfirmations,
  createBackupConfirmations,
} from '../system/backup/backup-confirmations.ts';
import { createBackupConfirm } from './backup-confirm/backup-confirm.ts';
import { browser } from './browser/browser.ts';
import { createCamera } from './camera/camera.ts';
import { type Camera, HANDSET_CAMERA } from './camera/photo-file.ts';
import { createFileManager } from './files/files.ts';
import { gallery } from './gallery/gallery.ts';
import { createJrapp } from './jrapp/jrapp.ts';
import { chooseVersion } from './jrapp/versions.ts';
import { createLauncher, type HomeEntry } from './launcher.ts';
import { createPhotoPicker } from './picker/photo-picker.ts';

/** What is chosen when a phone is made. */
export interface AppChoice {
  /** The version of com.jd.jrapp, and the variant of that version; `README.md` lists them. */
  readonly jrappVersion?: string;
  readonly jrapp?: string;
  readonly camera?: Camera;
  /** Who is asked before a backup; absent: nobody asks. */
  readonly backups?: BackupConfirmations;
  /** As `--android` names it; absent: 9. */
  readonly android?: string;
  /** Apps beside the phone's own. */
  readonly apps?: readonly App[];
}

/** The apps that are on the phone from the start. */
export function preinstalledApps(options: AppChoice): readonly App[] {
  const { api } = androidNamed(options.android ?? '9');
  const own: readonly (readonly [App, string])[] = [
    [browser, '#1a73e8'],
    [createCamera(Math.random, options.camera ?? HANDSET_CAMERA, api), '#5f6368'],
    [createJrapp(chooseVersion(options.jrappVersion, options.jrapp)), '#ef4034'],
    [gallery, '#188038'],
    [createFileManager(api), '#e37400'],
    // Not on the home screen; the phones of 11 and 12 have it by an update of MediaProvider.
    ...(api < 30 ? [] : [[createPhotoPicker(api), '#1a73e8'] as const]),
    [createBackupConfirm(api, options.backups ?? createBackupConfirmations()), '#5f6368'],
  ];
  const apps = [...own, ...(options.apps ?? []).map((app) => [app, '#546e7a'] as const)];
  const launcher = createLauncher(apps.flatMap(([app, color]) => homeEntry(app, color)));
  const all = [launcher, ...apps.map(([app]) => app)];
  refuseTwins(all.map(({ manifest }) => manifest.package));
  return all;
}

/** A phone has one app of each package; the second would replace the first without a word. */
function refuseTwins(packages: readonly string[]): void {
  const twins = new Set(packages.filter((name, index) => packages.indexOf(name) < index));
  if (twins.size === 0) return;
  throw new Error(
    `The package ${[...twins].join(', ')} is installed already, and a phone has one app of each package; give the app of --app-module another package name`,
  );
}

/** An app is on the home screen by its activity for MAIN and LAUNCHER. */
function homeEntry({ manifest }: App, color: string): readonly HomeEntry[] {
  const activity = manifest.activities.find(({ filters }) =>
    filters.some(({ categories }) => categories.includes('android.intent.category.LAUNCHER')),
  );
  if (activity === undefined) return [];
  return [{ package: manifest.package, activity: activity.name, label: manifest.label, color }];
}
