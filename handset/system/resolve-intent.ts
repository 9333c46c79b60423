import type { Intent } from '../app-parts.ts';
import { type InstalledPackage, isComponentAvailable, launcherActivity } from './package-state.ts';
import type { Packages } from './packages.ts';

/** The package and the class of the activity that an intent starts. */
export interface IntentTarget {
  readonly known: InstalledPackage;
  readonly activity: string;
}

/** By component where the intent names one; else the first activity whose filters take its action and scheme. */
export function resolveIntent(packages: Packages, intent: Intent, userId = 0): IntentTarget | undefined {
  if (intent.component !== undefined) {
    const known = packages.get(intent.component.package, userId);
    const name = intent.component.activity;
    const found = known?.activities.find((one) => one.name === name);
    if (known === undefined || found === undefined || !starts(known, found.name, userId)) return undefined;
    return { known, activity: found.name };
  }
  const among = packages.all(userId).filter((one) => (intent.package ?? one.package) === one.package);
  for (const known of among) {
    const activity = known.activities.find(
      (one) => starts(known, one.name, userId) && one.filters.some((filter) => takes(filter, intent)),
    );
    // Parts of the system have activities without an icon, such as the photo picker.
    if (activity !== undefined && (known.system || launcherActivity(known) !== undefined))
      return { known, activity: activity.name };
  }
  return undefined;
}

/** The words of `am start`, by which drivers tell that nothing was started. */
export function unresolved(intent: Intent): string {
  return intent.component === undefined
    ? `Error: Activity not started, unable to resolve Intent { act=${intent.action ?? ''}${intent.uri === undefined ? '' : ` dat=${intent.uri}`} flg=0x10000000 }`
    : `Error type 3\nError: Activity class {${intent.component.package}/${intent.component.activity}} does not exist.`;
}

/** A disabled or hidden app has no activities, a suspended one shows a dialog of the system in their place. */
function starts(known: InstalledPackage, activity: string, userId: number): boolean {
  return isComponentAvailable(known, activity, userId) && known.users.get(userId)?.suspended !== true;
}

/** What each implicit start asks for; filters here do not have to say it. */
const DEFAULT = 'android.intent.category.DEFAULT';

type Filter = InstalledPackage['activities'][number]['filters'][number];

function takes(filter: Filter, intent: Intent): boolean {
  if (intent.action === undefined || !filter.actions.includes(intent.action)) return false;
  if (!(intent.categories ?? []).every((one) => one === DEFAULT || filter.categories.includes(one)))
    return false;
  const scheme = intent.uri?.split(':')[0];
  return scheme === undefined ? filter.schemes === undefined : (filter.schemes?.includes(scheme) ?? false);
}
