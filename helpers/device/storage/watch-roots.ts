import type { Reach } from '../../model/artifact.ts';
import type { PhoneStorage, PhoneUser } from './phone-storage.ts';

/** A directory that a watching pass lists, and whose reach its files are in. */
export interface WatchRoot {
  readonly path: string;
  readonly reach: Reach;
  /** The Android user whose storage it is. */
  readonly user: number;
  /** The app's own user by `run-as`; absent: root where there is one, otherwise the shell. */
  readonly runAs?: readonly string[];
  /** It is known from the start that it cannot be listed; says why. */
  readonly closed?: string;
}

const OWN_PARTS = ['data', 'media', 'obb'] as const;

/**
 * Everything where the target could put a copy, as far as adb can look: all of shared storage (which holds the
 * app's external directories too), removable volumes, and the app's internal directories; for each user that has it.
 */
export function watchRoots(packageName: string, storage: PhoneStorage): readonly WatchRoot[] {
  const users = storage.users.flatMap((user) => [
    ...sharedRoots(packageName, user.shared, user),
    ...internalRoots(packageName, user, storage),
  ]);
  const volumes = storage.volumes.flatMap((path) => sharedRoots(packageName, path, { id: 0 }));
  return [...users, ...volumes];
}

function sharedRoots(
  packageName: string,
  path: string,
  { id, closed }: Pick<PhoneUser, 'id' | 'closed'>,
): readonly WatchRoot[] {
  const common = { user: id, ...(closed === undefined ? {} : { closed }) };
  return [
    { path, reach: 'shared-storage', ...common },
    // Listed once more by themselves: where the shell may not look into them (some Android 11 phones), that is a gap
    // of its own, and one directory of another app that is closed must not hide that these were read.
    ...OWN_PARTS.map((part) => ({
      path: `${path}/Android/${part}/${packageName}`,
      reach: 'app-external-storage' as const,
      ...common,
    })),
  ];
}

function internalRoots(
  packageName: string,
  { id, runAs, locked }: PhoneUser,
  { adopted }: PhoneStorage,
): readonly WatchRoot[] {
  const places = [
    id === 0 ? '/data/data' : `/data/user/${id}`,
    `/data/user_de/${id}`,
    ...adopted.flatMap((path) => [`${path}/user/${id}`, `${path}/user_de/${id}`]),
  ];
  return places.map((place) => ({
    path: `${place}/${packageName}`,
    reach: 'app-internal-storage',
    user: id,
    ...(runAs === undefined ? {} : { runAs }),
    // What is encrypted for the device alone (user_de) is open all the same.
    ...(locked === undefined || place.includes('/user_de/') ? {} : { closed: locked }),
  }));
}

/** The reach of one path: below `Android/{data,media,obb}/<package>` shared storage belongs to the app. */
export function reachOf(path: string, root: WatchRoot, packageName: string): Reach {
  if (root.reach !== 'shared-storage') return root.reach;
  const own = OWN_PARTS.some((part) => path.startsWith(`${root.path}/Android/${part}/${packageName}/`));
  return own ? 'app-external-storage' : 'shared-storage';
}
