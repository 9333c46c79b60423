import type { CommandCall } from '../../parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker } from '../framework.ts';

/** Services of this phone with the interfaces that their binders have; not all that Android has. */
const SERVICES: readonly (readonly [name: string, descriptor: string])[] = [
  ['activity', 'android.app.IActivityManager'],
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

/** `service list` and `service check NAME` (frameworks/native cmds/service); calls by number are refused. */
export const serviceManagerCommand: CommandMaker = () => [['service', async (call) => service(call)]];

function service(call: CommandCall): number {
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
