import { SYSTEM } from './components/component-parts.ts';
import type { Framework } from './framework.ts';

const HOME = 3;
const BOOTED = ['android.intent.action.LOCKED_BOOT_COMPLETED', 'android.intent.action.BOOT_COMPLETED'];

/**
 * What the framework loses at a reboot: processes, alarms, the log, notifications, a forced battery. Packages, settings, files, permissions and
 * the rows of MediaStore lie in /data and stay.
 */
export function loseAtReboot({
  activities,
  battery,
  boot,
  components,
  deviceIdle,
  logcat,
  network,
  statistics,
}: Framework): void {
  boot.onDown(() => activities.powerOff());
  boot.onDown(() => activities.mainThreads.reboot());
  boot.onDown(() => components.alarms.reboot());
  boot.onDown(() => battery.reset());
  boot.onDown(() => deviceIdle.reboot());
  boot.onDown(() => logcat.clear());
  boot.onDown(() => statistics.poll());
  boot.onStarting(() => {
    network.rebooted();
    statistics.rebooted();
  });
  boot.onUp(() => activities.freezer.boot());
  boot.onDown(() => components.notifications.clear());
  boot.onUp(() => components.jobs.reboot());
  boot.onUp(() => activities.key(HOME));
  for (const action of BOOTED)
    boot.onUp(async () => void (await components.broadcasts.send(SYSTEM, { action, extras: {} })));
}
