import type { Patient } from './patient.ts';
import type { Sight } from './sight.ts';

/** Android 14 freezes a cached app after ten seconds; before, none does within the time of a run. */
export async function examineFreezer({ adb, device }: Patient): Promise<readonly Sight[]> {
  if (device.sdk < 34) {
    const found = `Android ${device.androidRelease} freezes no app within the time of a run`;
    return [{ channel: 'freezer', seen: 'yes', tried: 'looked at the version', found }];
  }
  const processes = (await adb.attempt('dumpsys activity processes')).stdout;
  const setting = (await adb.attempt('settings get global cached_apps_freezer')).stdout.trim();
  const common = {
    channel: 'freezer',
    tried: 'dumpsys activity processes, settings get cached_apps_freezer',
  };
  if (/\bisFrozen=(?:true|false)\b/.test(processes))
    return [
      { ...common, seen: 'yes', found: `processes say whether they are frozen; the setting is ${setting}` },
    ];
  return [
    {
      ...common,
      seen: 'no',
      found: `no process says whether it is frozen; the setting is ${setting}`,
      remedy: 'an app that is frozen would pass for one that does nothing: use another phone',
    },
  ];
}
