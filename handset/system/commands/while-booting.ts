import type { FrameworkCommand } from '../../shell-parts.ts';
import { complain } from '../arguments.ts';
import type { Boot } from '../boot.ts';

/** What runs without the framework: it talks to init, to logd or to the kernel. */
const NATIVE = new Set([
  'bugreportz',
  'date',
  'getprop',
  'logcat',
  'pidof',
  'ps',
  'reboot',
  'setprop',
  'su',
  'toolbox',
]);

/** Which service a command of another name talks to (`am` is a script around `cmd activity`, and so on). */
const SERVICES: Readonly<Record<string, string>> = {
  am: 'activity',
  bmgr: 'backup',
  bu: 'backup',
  content: 'activity',
  ime: 'input_method',
  pm: 'package',
  svc: 'power',
  uiautomator: 'accessibility',
  wm: 'window',
};

/** Before the framework is up again, its services are not there: `cmd` says so with 20, `dumpsys` with 0 (Android 9). */
export function whileBooting(name: string, command: FrameworkCommand, boot: Boot): FrameworkCommand {
  if (NATIVE.has(name)) return command;
  return async (call) => {
    if (boot.stage() === 'up') return await command(call);
    if (name === 'dumpsys') return complain(call, `Can't find service: ${call.argv[1] ?? ''}`, 0);
    const service = name === 'cmd' ? (call.argv[1] ?? '') : (SERVICES[name] ?? name);
    return complain(call, `cmd: Can't find service: ${service}`, 20);
  };
}
