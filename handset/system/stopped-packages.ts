import type { ActivityEvents } from './activity-events.ts';

/**
 * Packages that get no broadcasts and no jobs until something of them is started: those that were force-stopped, and
 * those that were never started since they were installed (PackageUserState.stopped, since Android 3.1).
 */
export interface StoppedPackages {
  has(packageName: string): boolean;
  /** Something of it is started: an activity, a service, a receiver by its name. */
  start(packageName: string): void;
}

export function createStoppedPackages(events: ActivityEvents): StoppedPackages {
  const stopped = new Set<string>();
  events.on((event) => {
    if (event.kind === 'force-stopped') stopped.add(event.package);
  });
  return {
    has: (packageName) => stopped.has(packageName),
    start: (packageName) => void stopped.delete(packageName),
  };
}
