import type { ActivityEvents } from './activity-events.ts';
import type { Packages } from './packages.ts';

/**
 * Packages that get no broadcasts and no jobs until something of them is started: those that were force-stopped, and
 * those that were never started since they were installed (PackageUserState.stopped, since Android 3.1).
 */
export interface StoppedPackages {
  has(packageName: string): boolean;
  /** Something of it is started: an activity, a service, a receiver by its name. */
  start(packageName: string): void;
}

export function createStoppedPackages(events: ActivityEvents, packages: Packages): StoppedPackages {
  events.on((event) => {
    if (event.kind === 'force-stopped') packages.setStopped(event.package, true);
  });
  return {
    has: (packageName) => packages.isStopped(packageName),
    start: (packageName) => packages.setStopped(packageName, false),
  };
}
