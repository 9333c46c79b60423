import { type Battery, type BatteryProperty, isBatteryProperty } from '../battery.ts';

/** What `dumpsys battery` and `cmd battery` answer: to the one it is output, to the other an exit code too. */
export interface BatteryAnswer {
  readonly text: string;
  readonly code: number;
}

const answer = (text: string, code = 0): BatteryAnswer => ({ text, code });
/** BatteryService gives -1 for words that are missing or no numbers; a shell sees 255. */
const REFUSED = 255;

/**
 * BatteryService.onShellCommand. That the dock came with 13 and the two lines of charging with 14 is by the AOSP versions
 * in which they were found, not by dumps; likewise `get`.
 */
export function batteryDump(battery: Battery, api: number, words: readonly string[]): BatteryAnswer {
  // -f sends a broadcast at once, which here it always does.
  const [verb, ...rest] = words.filter((word) => word !== '-f');
  switch (verb) {
    case undefined:
    case '-a':
      return answer(shown(battery, api));
    case 'set':
      return set(battery, api, rest);
    case 'get':
      return api >= 31 ? get(battery, api, rest) : answer(`Unknown command: ${verb}\n`, REFUSED);
    case 'unplug':
      battery.force({ ac: 0, usb: 0, wireless: 0, dock: 0 });
      return answer('');
    case 'reset':
      battery.reset();
      return answer('');
    default:
      return answer(`Unknown command: ${verb}\n`, REFUSED);
  }
}

function known(name: string, api: number): name is BatteryProperty {
  return isBatteryProperty(name) && (name !== 'dock' || api >= 33) && (name !== 'counter' || api >= 29);
}

function set(battery: Battery, api: number, [name, value]: readonly string[]): BatteryAnswer {
  if (name === undefined) return answer('No property specified\n', REFUSED);
  if (value === undefined) return answer('No value specified\n', REFUSED);
  if (!known(name, api)) return answer(`Unknown set option: ${name}\n`);
  if (!/^[-+]?\d{1,9}$/.test(value)) return answer(`Bad value: ${value}\n`, REFUSED);
  battery.force({ [name]: Number(value) });
  return answer('');
}

const FLAGS: readonly BatteryProperty[] = ['ac', 'usb', 'wireless', 'dock', 'present'];

function get(battery: Battery, api: number, [name]: readonly string[]): BatteryAnswer {
  if (name === undefined) return answer('No property specified\n', REFUSED);
  if (!known(name, api)) return answer(`Unknown get option: ${name}\n`);
  const value = battery.value(name);
  return answer(`${FLAGS.includes(name) ? value !== 0 : value}\n`);
}

function shown(battery: Battery, api: number): string {
  const now = (name: BatteryProperty): number => battery.value(name);
  return [
    'Current Battery Service state:',
    ...(battery.forced() ? ["  (UPDATES STOPPED -- use 'reset' to restart)"] : []),
    `  AC powered: ${now('ac') !== 0}`,
    `  USB powered: ${now('usb') !== 0}`,
    `  Wireless powered: ${now('wireless') !== 0}`,
    ...(api >= 33 ? [`  Dock powered: ${now('dock') !== 0}`] : []),
    '  Max charging current: 500000',
    '  Max charging voltage: 5000000',
    `  Charge counter: ${now('counter')}`,
    `  status: ${now('status')}`,
    '  health: 2',
    `  present: ${now('present') !== 0}`,
    `  level: ${now('level')}`,
    '  scale: 100',
    '  voltage: 4200',
    `  temperature: ${now('temp')}`,
    '  technology: Li-ion',
    ...(api >= 34 ? ['  Charging state: 0', '  Charging policy: 0'] : []),
    '',
  ].join('\n');
}
