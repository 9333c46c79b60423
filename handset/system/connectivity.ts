import type { Interfaces } from '../network-parts.ts';
import type { Settings } from './settings.ts';

/** Which radios are on, and whether the world outside can be reached by them. */
export interface Connectivity {
  wifi(): boolean;
  mobileData(): boolean;
  airplaneMode(): boolean;
  /** `svc wifi`, `svc data`, and their kin; the settings say so too. */
  set(switched: 'wifi' | 'data' | 'airplane', on: boolean): void;
  /** Every access point and cell is gone, or back: nothing on the phone was switched. */
  reach(reachable: boolean): void;
  online(): boolean;
  /** Mobile data is metered, this Wi-Fi is not. */
  metered(): boolean;
  onChange(listener: () => void): void;
}

const SETTINGS = { wifi: 'wifi_on', data: 'mobile_data', airplane: 'airplane_mode_on' } as const;

/** A setting that is written by itself switches nothing, as on a phone. */
export function createConnectivity(settings: Settings, interfaces: Interfaces): Connectivity {
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    wifi: () => interfaces.state().wifi && !interfaces.state().airplaneMode,
    mobileData: () => interfaces.state().mobileData,
    airplaneMode: () => interfaces.state().airplaneMode,
    set(switched, on) {
      if (switched === 'wifi') interfaces.setWifi(on);
      else if (switched === 'data') interfaces.setMobileData(on);
      else interfaces.setAirplaneMode(on);
      settings.put('global', SETTINGS[switched], on ? '1' : '0');
      changed();
    },
    reach(reachable) {
      interfaces.setReachable(reachable);
      changed();
    },
    online: () => interfaces.active() !== undefined,
    metered: () => interfaces.active() === 'rmnet_data0',
    onChange: (listener) => void listeners.add(listener),
  };
}
