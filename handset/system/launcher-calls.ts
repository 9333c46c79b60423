import type { AppProcess } from '../app-parts.ts';
import { type AppServices, endedError } from './app-services.ts';
import { launcherIcon } from './package-state.ts';
import { type PhoneProcess, userOf } from './process.ts';

/** What `LauncherApps` and `UserManager` tell a home screen of its user and of the profiles that belong to him. */
export function launcherCalls(
  process: PhoneProcess,
  { packages, startActivity }: Pick<AppServices, 'packages' | 'startActivity'>,
): Pick<AppProcess, 'launcherIcon' | 'profiles' | 'startMainActivity'> {
  const own = userOf(process);
  const profiles = (): readonly number[] =>
    packages.users.all().flatMap(({ id, profileOf, running }) => (running && profileOf === own ? [id] : []));
  return {
    profiles,
    launcherIcon({ package: name, activity }, userId = own) {
      const known = packages.get(name, userId);
      // Parts of the ROM are there for the copies' sake: makers give them no second icon.
      if (userId !== own && (known?.system === true || !profiles().includes(userId))) return undefined;
      return launcherIcon(known, activity, userId);
    },
    async startMainActivity(component, userId) {
      if (process.ended) throw endedError(process);
      if (!profiles().includes(userId))
        throw new Error(
          `java.lang.SecurityException: Cannot retrieve activities for unrelated profile ${userId}`,
        );
      await startActivity({ action: 'android.intent.action.MAIN', component, extras: {} }, userId);
    },
  };
}
