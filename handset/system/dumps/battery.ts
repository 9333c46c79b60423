const HARDWARE = {
  ac: 0,
  usb: 1,
  wireless: 0,
  status: 2,
  level: 87,
  temp: 270,
  present: 1,
  invalid: 0,
} as const;
type Property = keyof typeof HARDWARE;

/** The battery service: what the hardware says, until somebody sets something else. */
export interface Battery {
  /** `dumpsys battery [set PROPERTY VALUE|unplug|reset]`, Android 9 (BatteryService.onShellCommand). */
  dump(words: readonly string[]): string;
  powered(): boolean;
  level(): number;
}

export function createBattery(): Battery {
  let forced: Readonly<Partial<Record<Property, number>>> | undefined;
  const now = (name: Property): number => forced?.[name] ?? HARDWARE[name];

  function set([name, value]: readonly string[]): string {
    if (name === undefined) return 'No property specified\n';
    if (value === undefined) return 'No value specified\n';
    if (!isProperty(name)) return `Unknown set option: ${name}\n`;
    if (!/^[-+]?\d+$/.test(value)) return `Bad value: ${value}\n`;
    forced = { ...forced, [name]: Number(value) };
    return '';
  }

  return {
    powered: () => now('ac') + now('usb') + now('wireless') !== 0,
    level: () => now('level'),
    dump(words) {
      // -f sends a broadcast at once, which nobody receives here.
      const [verb, ...rest] = words.filter((word) => word !== '-f');
      switch (verb) {
        case undefined:
        case '-a':
          return shown(now, forced !== undefined);
        case 'set':
          return set(rest);
        case 'unplug':
          forced = { ...forced, ac: 0, usb: 0, wireless: 0 };
          return '';
        case 'reset':
          forced = undefined;
          return '';
        default:
          return `Unknown command: ${verb}\n`;
      }
    },
  };
}

function isProperty(name: string): name is Property {
  return Object.hasOwn(HARDWARE, name);
}

function shown(now: (name: Property) => number, stopped: boolean): string {
  return [
    'Current Battery Service state:',
    ...(stopped ? ["  (UPDATES STOPPED -- use 'reset' to restart)"] : []),
    `  AC powered: ${now('ac') !== 0}`,
    `  USB powered: ${now('usb') !== 0}`,
    `  Wireless powered: ${now('wireless') !== 0}`,
    '  Max charging current: 500000',
    '  Max charging voltage: 5000000',
    '  Charge counter: 2610000',
    `  status: ${now('status')}`,
    '  health: 2',
    `  present: ${now('present') !== 0}`,
    `  level: ${now('level')}`,
    '  scale: 100',
    '  voltage: 4200',
    `  temperature: ${now('temp')}`,
    '  technology: Li-ion',
    '',
  ].join('\n');
}
