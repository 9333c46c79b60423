import type { Bundle } from '../model/bundle.ts';
import type { CounterSample } from '../model/counter.ts';
import { FIRST_APP_UID, SANDBOX_ABOVE_APP, UIDS_OF_A_USER } from '../model/uid.ts';

type UidPackages = Extract<CounterSample, { kind: 'uid-packages' }>;

/** The app of any of the phone's users, clones among them, and the sandbox of its libraries. */
export function isTargetsUid(target: number, uid: number): boolean {
  const app = target % UIDS_OF_A_USER;
  const one = uid % UIDS_OF_A_USER;
  return one === app || (app >= FIRST_APP_UID && one === app + SANDBOX_ABOVE_APP);
}

/**
 * What belongs to the phone may do an app's errands under its own UID: DownloadManager, the media server, Play services,
 * a browser's tab in the app. Of a UID that the phone did not name nobody knows better. A WebView is not among them: it
 * sends under its app's UID.
 */
export function actsForOthers(bundle: Bundle, uid: number): boolean {
  const named = namesOf(bundle, uid);
  return uid % UIDS_OF_A_USER < FIRST_APP_UID || named.length === 0 || named.some(({ system }) => system);
}

/** E.g. `com.android.chrome (UID 10088)`. */
export function nameOfUid(bundle: Bundle, uid: number): string {
  if (isTargetsUid(bundle.run.app.uid, uid)) return `the app (UID ${uid})`;
  const packages = [...new Set(namesOf(bundle, uid).flatMap((named) => named.packages))].sort();
  return packages.length === 0 ? `UID ${uid}` : `${packages.join(', ')} (UID ${uid})`;
}

function namesOf({ counters }: Bundle, uid: number): readonly UidPackages[] {
  return counters.flatMap((sample) => (sample.kind === 'uid-packages' && sample.uid === uid ? [sample] : []));
}
