import type { App } from '../parts.ts';
import { browser } from './browser/browser.ts';
import { createCamera } from './camera/camera.ts';
import { type Camera, HANDSET_CAMERA } from './camera/photo-file.ts';
import { createJrapp } from './jrapp/jrapp.ts';
import { chooseVersion } from './jrapp/versions.ts';
import { createLauncher, type HomeEntry } from './launcher.ts';

/** What is chosen when a phone is made. */
export interface AppChoice {
  /** The version of com.jd.jrapp, and the variant of that version; `README.md` lists them. */
  readonly jrappVersion?: string;
  readonly jrapp?: string;
  readonly camera?: Camera;
}

/** The apps that are on the phone from the start. */
export function preinstalledApps(options: AppChoice): readonly App[] {
  const apps: readonly (readonly [App, string])[] = [
    [browser, '#1a73e8'],
    [createCamera(Math.random, options.camera ?? HANDSET_CAMERA), '#5f6368'],
    [createJrapp(chooseVersion(options.jrappVersion, options.jrapp)), '#ef4034'],
  ];
  return [createLauncher(apps.flatMap(([app, color]) => homeEntry(app, color))), ...apps.map(([app]) => app)];
}

/** An app is on the home screen by its activity for MAIN and LAUNCHER. */
function homeEntry({ manifest }: App, color: string): readonly HomeEntry[] {
  const activity = manifest.activities.find(({ filters }) =>
    filters.some(({ categories }) => categories.includes('android.intent.category.LAUNCHER')),
  );
  if (activity === undefined) return [];
  return [{ package: manifest.package, activity: activity.name, label: manifest.label, color }];
}
