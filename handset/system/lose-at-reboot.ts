import type { Framework } from './framework.ts';

const HOME = 3;

/**
 * What the framework loses at a reboot: processes, the log, notifications, a forced battery. Packages, settings, files, permissions and
 * the rows of MediaStore lie in /data and stay.
 */
export function loseAtReboot({
  activities,
  battery,
  boot,
  logcat,
  network,
  notifications,
  statistics,
}: Framework): void {
  boot.onDown(() => activities.powerOff());
  boot.onDown(() => battery.reset());
  boot.onDown(() => logcat.clear());
  boot.onDown(() => void notifications.splice(0));
  boot.onDown(() => statistics.poll());
  boot.onStarting(() => {
    network.rebooted();
    statistics.rebooted();
  });
  boot.onUp(() => activities.freezer.boot());
  boot.onUp(() => activities.key(HOME));
}
