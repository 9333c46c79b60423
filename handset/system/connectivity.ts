import type { Settings } from './settings.ts';

/** Which radios are on, and whether the world outside can be reached by them. */
export interface Connectivity {
  wifi(): boolean;
  mobileData(): boolean;
  /** `svc wifi`, `svc data`: kept over a reboot. */
  set(radio: 'wifi' | 'data', on: boolean): void;
  setAirplaneMode(on: boolean): void;
  /** The access point itself is gone, or back: nothing on the phone was switched. */
  reach(reachable: boolean): void;
  online(): boolean;
  /** Mobile data is metered, this Wi-Fi is not. */
  metered(): boolean;
  onChange(listener: () => void): void;
}

/** Settings.Global.WIFI_ON is 2 for Wi-Fi that stays on in airplane mode; here it is 0 or 1. */
export function createConnectivity(settings: Settings): Connectivity {
  const listeners = new Set<() => void>();
  let reachable = true;
  const is = (name: string): boolean => settings.get('global', name) === '1';
  const wifi = (): boolean => is('wifi_on') && !is('airplane_mode_on');
  // No SIM is in the phone: its data can be switched on and carries nothing.
  const mobileData = (): boolean => is('mobile_data') && !is('airplane_mode_on');
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    wifi,
    mobileData,
    set(radio, on) {
      settings.put('global', radio === 'wifi' ? 'wifi_on' : 'mobile_data', on ? '1' : '0');
      changed();
    },
    setAirplaneMode(on) {
      settings.put('global', 'airplane_mode_on', on ? '1' : '0');
      changed();
    },
    reach(now) {
      reachable = now;
      changed();
    },
    online: () => reachable && wifi(),
    metered: () => false,
    onChange: (listener) => void listeners.add(listener),
  };
}
