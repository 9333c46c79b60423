/** What the battery service keeps; the names are those of `dumpsys battery set`. */
const HARDWARE = {
  ac: 0,
  usb: 1,
  wireless: 0,
  dock: 0,
  status: 2,
  level: 87,
  counter: 2_610_000,
  temp: 270,
  present: 1,
  invalid: 0,
} as const;

export type BatteryProperty = keyof typeof HARDWARE;
type BatteryValues = Readonly<Partial<Record<BatteryProperty, number>>>;

const CHARGING = 2;
const DISCHARGING = 3;
const FULL = 5;
/** config_lowBatteryWarningLevel of AOSP, and the 5 % more after which it counts as well again. */
const LOW_LEVEL = 15;
const HIGHER_BY = 5;

/** The battery: what the hardware says, until somebody on the phone forces something else. */
export interface Battery {
  value(name: BatteryProperty): number;
  powered(): boolean;
  /** Plugged in and taking charge: what BatteryManager.isCharging says, and jobs ask for. */
  charging(): boolean;
  low(): boolean;
  level(): number;
  /** Whether it no longer follows the hardware. */
  forced(): boolean;
  force(values: BatteryValues): void;
  /** Follows the hardware again. */
  reset(): void;
  /** What the charger and the battery really do; the status follows the charger. */
  hardware(values: BatteryValues): void;
  onChange(listener: () => void): void;
}

export function isBatteryProperty(name: string): name is BatteryProperty {
  return Object.hasOwn(HARDWARE, name);
}

export function createBattery(): Battery {
  const listeners = new Set<() => void>();
  let real: Readonly<Record<BatteryProperty, number>> = HARDWARE;
  let set: BatteryValues | undefined;
  let low = false;
  const value = (name: BatteryProperty): number => set?.[name] ?? real[name];
  const powered = (): boolean =>
    (['ac', 'usb', 'wireless', 'dock'] as const).some((name) => value(name) !== 0);

  function changed(): void {
    if (value('level') <= LOW_LEVEL && !powered()) low = true;
    else if (powered() || value('level') >= LOW_LEVEL + HIGHER_BY) low = false;
    for (const listener of listeners) listener();
  }
  return {
    value,
    powered,
    charging: () => powered() && (value('status') === CHARGING || value('status') === FULL),
    low: () => low,
    level: () => value('level'),
    forced: () => set !== undefined,
    force(values) {
      set = { ...set, ...values };
      changed();
    },
    reset() {
      set = undefined;
      changed();
    },
    hardware(values) {
      real = { ...real, ...values };
      const plugged = real.ac + real.usb + real.wireless + real.dock !== 0;
      real = { ...real, status: plugged ? (real.level >= 100 ? FULL : CHARGING) : DISCHARGING };
      changed();
    },
    onChange: (listener) => void listeners.add(listener),
  };
}
