import type { Reach } from '../model/artifact.ts';

/** A directory that a watching pass lists, and whose reach its files are in. */
export interface WatchRoot {
  readonly path: string;
  readonly reach: Reach;
  /** Only root can list it. */
  readonly needsRoot: boolean;
}

/** The primary user's shared storage by the name that MediaStore uses in `_data`; `/sdcard` is a link to it. */
export const SHARED_STORAGE = '/storage/emulated/0';

/**
 * Everything where the target could put a copy, as far as adb can look: all of shared storage (which holds the
 * app's external directories too) and the app's internal directories.
 */
export function watchRoots(packageName: string): readonly WatchRoot[] {
  return [
    { path: SHARED_STORAGE, reach: 'shared-storage', needsRoot: false },
    // Listed once more by themselves: where the shell may not look into them (some Android 11 phones), that is a gap
    // of its own, and one directory of another app that is closed must not hide that these were read.
    ...['data', 'media', 'obb'].map((part) => ({
      path: `${SHARED_STORAGE}/Android/${part}/${packageName}`,
      reach: 'app-external-storage' as const,
      needsRoot: false,
    })),
    { path: `/data/data/${packageName}`, reach: 'app-internal-storage', needsRoot: true },
    { path: `/data/user_de/0/${packageName}`, reach: 'app-internal-storage', needsRoot: true },
  ];
}

/** The reach of one path: below `Android/{data,media,obb}/<package>` shared storage belongs to the app. */
export function reachOf(path: string, root: WatchRoot, packageName: string): Reach {
  if (root.reach !== 'shared-storage') return root.reach;
  const own = ['data', 'media', 'obb'].some((part) =>
    path.startsWith(`${root.path}/Android/${part}/${packageName}/`),
  );
  return own ? 'app-external-storage' : 'shared-storage';
}
