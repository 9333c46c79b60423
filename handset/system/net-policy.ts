import type { Interfaces } from '../network-parts.ts';

/** Who may use metered networks in the background, and which networks count as metered (NetworkPolicyManagerService). */
export interface NetPolicy {
  restrictsBackground(): boolean;
  restrictBackground(on: boolean): void;
  /** UIDs that are let through, or kept away, whatever the switch says. */
  readonly allowed: Set<number>;
  readonly denied: Set<number>;
  /** What the user said of the Wi-Fi network; `undefined`: what it says itself, which is no. */
  wifiMetered(): boolean | undefined;
  setWifiMetered(metered: boolean | undefined): void;
  metered(): boolean;
  /** Whether the uid's traffic is refused now. */
  blocks(uid: number): boolean;
}

export function createNetPolicy(parts: {
  readonly interfaces: Interfaces;
  isForeground(uid: number): boolean;
}): NetPolicy {
  const [allowed, denied] = [new Set<number>(), new Set<number>()];
  let restricts = false;
  let wifi: boolean | undefined;
  const metered = (): boolean => {
    const active = parts.interfaces.active();
    return active === 'rmnet_data0' || (active === 'wlan0' && wifi === true);
  };
  return {
    restrictsBackground: () => restricts,
    restrictBackground(on) {
      restricts = on;
    },
    allowed,
    denied,
    wifiMetered: () => wifi,
    setWifiMetered(value) {
      wifi = value;
    },
    metered,
    blocks(uid) {
      // Apps only: what belongs to the system works on.
      if (uid < FIRST_APP_UID || !metered() || parts.isForeground(uid)) return false;
      return denied.has(uid) || (restricts && !allowed.has(uid));
    },
  };
}

const FIRST_APP_UID = 10_000;
