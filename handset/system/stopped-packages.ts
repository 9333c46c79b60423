import type { ActivityEvents } from './activity-events.ts';
import { type InstalledPackage, userIdOf } from './package-state.ts';
import type { Packages } from './packages.ts';

/**
 * Packages that get no broadcasts and no jobs until something of them is started: those that were force-stopped, and
 * those that were never started since they were installed (PackageUserState.stopped, since Android 3.1).
 */
export interface StoppedPackages {
  has(known: Named): boolean;
  /** Something of it is started: an activity, a service, a receiver by its name. */
  start(known: Named): void;
}

type Named = Pick<InstalledPackage, 'package' | 'uid'>;

export function createStoppedPackages(events: ActivityEvents, packages: Packages): StoppedPackages {
  events.on((event) => {
    if (event.kind !== 'force-stopped') return;
    const users = event.userId === undefined ? packages.users.all().map(({ id }) => id) : [event.userId];
    for (const userId of users) packages.setStopped(event.package, true, userId);
  });
  return {
    has: ({ package: name, uid }) => packages.isStopped(name, userIdOf(uid)),
    start: ({ package: name, uid }) => packages.setStopped(name, false, userIdOf(uid)),
  };
}
