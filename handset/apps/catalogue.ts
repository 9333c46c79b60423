import type { App } from '../parts.ts';
import { browser } from './browser/browser.ts';
import { createCamera } from './camera/camera.ts';
import { type Camera, HANDSET_CAMERA } from './camera/photo-file.ts';
import { BEHAVIOURS } from './jrapp/behaviour.ts';
import { createJrapp } from './jrapp/jrapp.ts';
import { createLauncher, type HomeEntry } from './launcher.ts';

/** The apps that are on the phone from the start; `jrapp` names the variant of com.jd.jrapp. */
export function preinstalledApps(options: {
  readonly jrapp: string;
  readonly camera?: Camera;
}): readonly App[] {
  const behaviour = Object.hasOwn(BEHAVIOURS, options.jrapp) ? BEHAVIOURS[options.jrapp] : undefined;
  if (behaviour === undefined) {
    const known = Object.keys(BEHAVIOURS).join(', ');
    throw new Error(`There is no variant "${options.jrapp}" of com.jd.jrapp; choose one of: ${known}`);
  }
  const apps: readonly (readonly [App, string])[] = [
    [browser, '#1a73e8'],
    [createCamera(Math.random, options.camera ?? HANDSET_CAMERA), '#5f6368'],
    [createJrapp(behaviour), '#ef4034'],
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
