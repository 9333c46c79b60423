import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import type { Properties } from '../properties.ts';

/** `getprop`, `setprop`, and `start` and `stop`, which ask init by a property. */
export const propertyCommands: CommandMaker = (framework) => [
  ['getprop', async (call) => getProperty(framework, call)],
  ['setprop', async (call) => setProperty(framework, call)],
  ['start', async (call) => controlService(framework, call, 'start')],
  ['stop', async (call) => controlService(framework, call, 'stop')],
];

function getProperty({ properties, android }: Framework, call: CommandCall): number {
  const words = call.argv.slice(1);
  const typed = words[0] === '-T';
  const [name, fallback] = typed ? words.slice(1) : words;
  if (name?.startsWith('-') === true) return complain(call, `getprop: Unknown option ${name.slice(1)}`);
  const shown = (key: string, value: string): string => (typed ? typeOf(key, android.api) : value);
  if (name !== undefined) return say(call, `${shown(name, properties.get(name) || (fallback ?? ''))}\n`);
  const all = [...properties.all()].map(([key, value]) => `[${key}]: [${shown(key, value)}]\n`);
  return say(call, all.join(''));
}

/** Those of property_contexts of Android 9 and later that have one; all others are strings. */
const TYPES: Readonly<Record<string, string>> = {
  'dev.bootcomplete': 'bool',
  'ro.build.date.utc': 'int',
  'ro.build.version.preview_sdk': 'int',
  'ro.build.version.sdk': 'int',
  'ro.debuggable': 'bool',
  'ro.product.first_api_level': 'int',
  'ro.sf.lcd_density': 'int',
  'ro.treble.enabled': 'bool',
  'sys.boot_completed': 'bool',
};

function typeOf(name: string, api: number): string {
  return api < 28 ? 'string' : (TYPES[name] ?? 'string');
}

const LONGEST_VALUE = 91;
/** What SELinux lets the shell set (sepolicy private/shell.te and property_contexts; the main ones). */
const OF_SHELL = /^(?:debug|log|dumpstate)\.|^persist\.log\.tag|^service\.adb\.tcp\.port$|^sys\.powerctl$/;

function setProperty({ properties, android, boot, log }: Framework, call: CommandCall): number {
  const [, name, value, more] = call.argv;
  const earlier = android.api < 30;
  if (name === undefined || value === undefined || more !== undefined)
    return earlier ? complain(call, needs(call)) : say(call, USAGE, 1);
  const wrong = malformed(name, value);
  if (wrong !== undefined) return complain(call, earlier ? `setprop: ${lowered(wrong)}` : wrong);
  if (!maySet(properties, name, call.uid))
    return complain(
      call,
      earlier
        ? `setprop: failed to set property '${name}' to '${value}'`
        : `Failed to set property '${name}' to '${value}'.\nSee dmesg for error reason.`,
    );
  if (name === 'sys.powerctl') {
    const going = value.startsWith('shutdown') ? boot.powerOff() : boot.reboot(value);
    going.catch((error) => log(`sys.powerctl: ${error}`));
    return 0;
  }
  properties.set(name, value);
  return 0;
}

const USAGE = 'usage: setprop NAME VALUE\n\nSets an Android system property.\n';

function needs(call: CommandCall): string {
  return call.argv.length < 3 ? 'setprop: Needs 2 arguments' : 'setprop: Max 2 arguments';
}

function lowered(text: string): string {
  return text.startsWith("'") ? text : `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** As toolbox says it from Android 11 on (toolbox/setprop.cpp); toybox before has the same checks in lower case. */
function malformed(name: string, value: string): string | undefined {
  if (name.startsWith('.') || name.endsWith('.')) return "Property names must not start or end with a '.'";
  if (name.includes('..')) return "'..' is not allowed in a property name";
  const odd = /[^A-Za-z0-9:@_.-]/.exec(name)?.[0];
  if (odd !== undefined) return `Invalid character '${odd}' in name '${name}'`;
  const bytes = Buffer.byteLength(value);
  if (bytes > LONGEST_VALUE)
    return `Value '${value}' is too long, ${bytes} bytes vs a max of ${LONGEST_VALUE + 1}`;
  return undefined;
}

/** `ro.` is written once (init property_service.cpp); the rest of it is SELinux. */
function maySet(properties: Properties, name: string, uid: number): boolean {
  if (name.startsWith('ro.')) return uid === 0 && properties.get(name) === '';
  return uid === 0 || uid === 1000 || (uid === 2000 && OF_SHELL.test(name));
}

/** Services cannot be stopped here: nothing would be without them. Root is refused as for one that init does not know. */
function controlService({ android }: Framework, call: CommandCall, verb: 'start' | 'stop'): number {
  const earlier = android.api < 30;
  if (call.uid !== 0) return complain(call, earlier ? `${verb}: must be root` : 'Must be root');
  const service = call.argv[1] ?? 'zygote';
  return complain(
    call,
    earlier
      ? `${verb}: failed to set property 'ctl.${verb}' to '${service}'`
      : `Unable to ${verb} service '${service}'\nSee dmesg for error reason.`,
  );
}
