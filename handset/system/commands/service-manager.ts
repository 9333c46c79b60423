import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import { moveToZone } from '../move-to-zone.ts';
import { timeZoneOf } from '../roms/time-zone.ts';

/** Services of this phone with the interfaces that their binders have; not all that Android has. */
const SERVICES: readonly (readonly [name: string, descriptor: string])[] = [
  ['activity', 'android.app.IActivityManager'],
  ['alarm', 'android.app.IAlarmManager'],
  ['appops', 'com.android.internal.app.IAppOpsService'],
  ['battery', ''],
  ['clipboard', 'android.content.IClipboard'],
  ['connectivity', 'android.net.IConnectivityManager'],
  ['content', 'android.content.IContentService'],
  ['deviceidle', 'android.os.IDeviceIdleController'],
  ['input', 'android.hardware.input.IInputManager'],
  ['input_method', 'com.android.internal.view.IInputMethodManager'],
  ['jobscheduler', 'android.app.job.IJobScheduler'],
  ['netstats', 'android.net.INetworkStatsService'],
  ['notification', 'android.app.INotificationManager'],
  ['package', 'android.content.pm.IPackageManager'],
  ['power', 'android.os.IPowerManager'],
  ['SurfaceFlinger', 'android.ui.ISurfaceComposer'],
  ['usagestats', 'android.app.usage.IUsageStatsManager'],
  ['wifi', 'android.net.wifi.IWifiManager'],
  ['window', 'android.view.IWindowManager'],
];

/** `service list` and `service check NAME` (frameworks/native cmds/service); of calls by number only one is known. */
export const serviceManagerCommand: CommandMaker = (framework) => [
  ['service', async (call) => await service(framework, call)],
];

async function service(framework: Framework, call: CommandCall): Promise<number> {
  const [, verb, name = ''] = call.argv;
  const known = SERVICES.some(([one]) => one === name);
  if (verb === 'list') {
    const lines = SERVICES.map(([one, descriptor], index) => `${index}\t${one}: [${descriptor}]\n`);
    return say(call, `Found ${SERVICES.length} services:\n${lines.join('')}`);
  }
  if (verb === 'check' && name !== '')
    return say(call, `Service ${name}:${known ? ' found' : ' not found'}\n`);
  if (verb === 'call' && name !== '') {
    if (!known) return complain(call, `service: Service ${name} does not exist`, 10);
    const zone = zoneAskedFor(call);
    if (zone !== undefined) return await setTimeZone(framework, call, zone);
    return complain(call, 'Result: Parcel(Error: 0xffffffffffffffb6 "Not a data message")', 0);
  }
  const usage =
    'Usage: service [-h|-?]\n       service list\n       service check SERVICE\n       service call SERVICE CODE [i32 N | i64 N | f N | d N | s16 STR ] ...';
  return complain(
    call,
    `service: ${verb === undefined ? 'No command specified' : `Unknown command ${verb}`}\n${usage}`,
    10,
  );
}

/** Those who hold SET_TIME_ZONE: that the shell does is what Appium and many scripts rely on, not read in its manifest. */
const MAY_SET_ZONE: ReadonlySet<number> = new Set([0, 1000, 2000]);

/** Of `service call alarm 3 s16 ZONE`: the third of IAlarmManager.aidl is setTimeZone. */
function zoneAskedFor({ argv, uid }: CommandCall): string | undefined {
  const [, , service, code, type, zone] = argv;
  const asked = service === 'alarm' && code === '3' && type === 's16' && argv.length === 6;
  return asked && MAY_SET_ZONE.has(uid) ? zone : undefined;
}

/** AlarmManagerService.setTimeZoneImpl: java.util.TimeZone takes what it does not know for GMT; the answer is `no exception`. */
async function setTimeZone(framework: Framework, call: CommandCall, zone: string): Promise<number> {
  const name = zoneOrGmt(zone);
  if (zone !== '' && name !== framework.zone.name()) await moveToZone(framework, name);
  return say(call, "Result: Parcel(00000000    '....')\n");
}

/** As java.util.TimeZone: GMT for a name that it does not know. */
export function zoneOrGmt(zone: string): string {
  try {
    return timeZoneOf(zone);
  } catch {
    return 'GMT';
  }
}
