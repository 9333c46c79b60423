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

/** A permission that can be refused and taken away. */
export const hasPermission: Need = (_phone, { permissions }) =>
  permissions.length === 0 ? 'the profile names no permission by which the app reaches images' : undefined;

/** Access to selected photos only. */
export const selectsPhotos: Need = ({ sdk, androidRelease }, { permissions }) => {
  if (sdk < 34) return `Android ${androidRelease} has no access to selected photos only`;
  return permissions.includes('android.permission.READ_MEDIA_VISUAL_USER_SELECTED')
    ? undefined
    : 'the app does not ask for selected photos, by its profile';
};

/** A notice that can be seen once more. */
export const showsNotice: Need = (_phone, { screens, appData }) => {
  if (screens.notice === undefined) return 'the app shows no notice, by its profile';
  return appData === 'keep'
    ? 'the profile keeps what the app stored, so that its notice stays accepted'
    : undefined;
};

/** Something to send images with. */
export const offersToSend: Need = (_phone, { screens }) =>
  screens.prompt === undefined && screens.picker === undefined
    ? 'the app offers to send no images, by its profile'
    : undefined;

/** Two screenshots of the target differ by the clock at most: one that was sent could not be told from one that was not. */
export const isTheOnlyOwnScreenshot: Need = (phone, profile) =>
  offersToSend(phone, profile) === undefined
    ? 'the screenshot of own-screenshot-sent would look the same, and could not be told from this one'
    : undefined;
