import type { PhoneClock } from './phone-clock.ts';

const DEEP = [
  'ACTIVE',
  'INACTIVE',
  'IDLE_PENDING',
  'SENSING',
  'LOCATING',
  'IDLE',
  'IDLE_MAINTENANCE',
] as const;
const LIGHT = ['ACTIVE', 'INACTIVE', 'PRE_IDLE', 'IDLE', 'WAITING_FOR_NETWORK', 'IDLE_MAINTENANCE'] as const;
type IdleDepth = 'deep' | 'light';
type IdleState = (typeof DEEP)[number] | (typeof LIGHT)[number] | 'OVERRIDE';

/** Doze (DeviceIdleController). It never begins by itself here: a phone needs an hour without being touched for that. */
export interface DeviceIdle {
  state(depth: IdleDepth): IdleState;
  enabled(depth: IdleDepth): boolean;
  forced(): boolean;
  enable(depth: IdleDepth, enabled: boolean): void;
  /** Whether it got there. */
  force(depth: IdleDepth): boolean;
  unforce(): void;
  step(depth: IdleDepth): void;
  /** Whether jobs and the network of apps in the background wait now. */
  dozing(): boolean;
  /** Packages that the owner took out of battery optimization, and those for a while. */
  readonly allowlist: Set<string>;
  allowFor(packageName: string, milliseconds: number): void;
  allows(packageName: string): boolean;
  /** Whether an app that is not in the foreground has to wait; what is no app never has to. */
  holdsBack(packageName: string | undefined): boolean;
  onChange(listener: () => void): void;
  /** All but the allowlist, which lies in /data/system. */
  reboot(): void;
}

const NEXT_DEEP: Readonly<Record<string, IdleState>> = {
  INACTIVE: 'IDLE_PENDING',
  IDLE_PENDING: 'SENSING',
  SENSING: 'LOCATING',
  LOCATING: 'IDLE',
  IDLE: 'IDLE_MAINTENANCE',
  IDLE_MAINTENANCE: 'IDLE',
};
const NEXT_LIGHT: Readonly<Record<string, IdleState>> = {
  INACTIVE: 'IDLE',
  PRE_IDLE: 'IDLE',
  IDLE: 'IDLE_MAINTENANCE',
  IDLE_MAINTENANCE: 'IDLE',
};

export function createDeviceIdle(clock: Pick<PhoneClock, 'later'>): DeviceIdle {
  const states: Record<IdleDepth, IdleState> = { deep: 'ACTIVE', light: 'ACTIVE' };
  const enabled: Record<IdleDepth, boolean> = { deep: true, light: true };
  const listeners = new Set<() => void>();
  const allowlist = new Set<string>();
  let forced = false;
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const temporary = createTemporaryList(clock, changed);
  const allows = (name: string): boolean => allowlist.has(name) || temporary.has(name);
  const dozing = (): boolean => states.deep === 'IDLE' || states.light === 'IDLE';
  function active(): void {
    forced = false;
    Object.assign(states, { deep: 'ACTIVE', light: 'ACTIVE' });
    changed();
  }
  return {
    allowlist,
    state: (depth) => states[depth],
    enabled: (depth) => enabled[depth],
    forced: () => forced,
    enable(depth, on) {
      enabled[depth] = on;
      if (!on) active();
    },
    force(depth) {
      if (!enabled[depth]) return false;
      forced = true;
      states[depth] = 'IDLE';
      if (depth === 'deep') states.light = 'OVERRIDE';
      changed();
      return true;
    },
    unforce: active,
    step(depth) {
      states[depth] = (depth === 'deep' ? NEXT_DEEP : NEXT_LIGHT)[states[depth]] ?? states[depth];
      changed();
    },
    dozing,
    allowFor: (name, milliseconds) => temporary.add(name, milliseconds),
    allows,
    holdsBack: (name) => dozing() && name !== undefined && !allows(name),
    onChange: (listener) => void listeners.add(listener),
    reboot() {
      temporary.clear();
      Object.assign(enabled, { deep: true, light: true });
      active();
    },
  };
}

/** Names that stay on a list for a while. */
function createTemporaryList(clock: Pick<PhoneClock, 'later'>, changed: () => void) {
  const names = new Map<string, () => void>();
  return {
    has: (name: string): boolean => names.has(name),
    add(name: string, milliseconds: number): void {
      names.get(name)?.();
      const forget = (): void => {
        names.delete(name);
        changed();
      };
      names.set(name, clock.later(milliseconds, forget));
      changed();
    },
    clear(): void {
      for (const cancel of names.values()) cancel();
      names.clear();
    },
  };
}
