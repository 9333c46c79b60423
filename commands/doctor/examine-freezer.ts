import type { Patient } from './patient.ts';
import type { Sight } from './sight.ts';

/** Android freezes cached apps after ten seconds from 14 on; from 11 on it can, and makers do as they like. */
export async function examineFreezer({ adb, device }: Patient): Promise<readonly Sight[]> {
  if (device.sdk < 30) {
    const found = `Android ${device.androidRelease} has no freezer`;
    return [{ channel: 'freezer', seen: 'yes', tried: 'looked at the version', found }];
  }
  const setting = (await adb.attempt('settings get global cached_apps_freezer')).stdout.trim();
  const common = { channel: 'freezer', tried: 'dumpsys activity processes, the log of events, the setting' };
  const told = await teller(adb);
  if (told !== undefined)
    return [{ ...common, seen: 'yes', found: `${told} whether they are frozen; the setting is ${setting}` }];
  return [
    {
      ...common,
      seen: 'no',
      found: `nothing says whether a process is frozen; the setting is ${setting}`,
      remedy: 'no image counts for an app that is cached: use another phone',
    },
  ];
}

/** What tells of processes, as a beginning of a sentence. */
async function teller(adb: Patient['adb']): Promise<string | undefined> {
  const processes = (await adb.attempt('dumpsys activity processes')).stdout;
  if (/\bisFrozen=(?:true|false)\b/.test(processes)) return 'processes say';
  const starts = (await adb.attempt('logcat -d -b events -s am_proc_start')).stdout;
  return /\bam_proc_start\b/.test(starts) ? 'the log of events says of processes' : undefined;
}
