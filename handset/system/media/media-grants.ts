import type { Grants } from './media-access.ts';

/** What apps were given by hand: photos picked for them, and leave for single rows. */
export interface MediaGrants extends Grants {
  /** The user's choice for an app with partial access (Android 14): it replaces the one before. */
  select(packageName: string, ids: readonly number[]): void;
  /** Leave to read rows by their addresses, as the photo picker gives it; until the app is stopped. */
  grant(packageName: string, ids: readonly number[]): void;
  revoke(packageName: string): void;
}

export function createMediaGrants(): MediaGrants {
  const selections = new Map<string, ReadonlySet<number>>();
  const granted = new Map<string, Set<number>>();
  return {
    selected: (name, id) => selections.get(name)?.has(id) ?? false,
    granted: (name, id) => granted.get(name)?.has(id) ?? false,
    select: (name, ids) => void selections.set(name, new Set(ids)),
    grant(name, ids) {
      granted.set(name, new Set([...(granted.get(name) ?? []), ...ids]));
    },
    revoke(name) {
      selections.delete(name);
      granted.delete(name);
    },
  };
}
