import type { Scenario } from './scenario.ts';

type Need = NonNullable<Scenario['needs']>;

/** The first reason that any of them gives. */
export function all(...needs: readonly Need[]): Need {
  return (phone, profile) => {
    for (const need of needs) {
      const because = need(phone, profile);
      if (because !== undefined) return because;
    }
    return undefined;
  };
}

/** Up to 13 a cached app runs on, or is frozen after ten minutes, by the maker's choice. */
export const freezesCachedApps: Need = ({ sdk, androidRelease }) =>
  sdk < 34 ? `it needs Android 14, which freezes cached apps; this is ${androidRelease}` : undefined;

/** Nobody is there to enter a code. */
export const opensWithoutCode: Need = ({ secureLock }) =>
  secureLock === true ? 'its screen lock asks for a code: take the code away for the run' : undefined;

/** Over the network adb has to be switched on anew after each restart; a simulated phone is not on the network. */
export const adbOutlivesRestart: Need = ({ serial, kind }) =>
  kind !== 'handset' && /:\d+$|\._adb/.test(serial)
    ? 'adb over the network does not outlive a restart: use a cable'
    : undefined;
