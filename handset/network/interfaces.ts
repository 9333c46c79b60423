import type { InterfaceName, InterfaceState, Interfaces } from '../network-parts.ts';

/** The phone's own addresses. */
export const ADDRESSES: Readonly<Record<InterfaceName, string>> = {
  wlan0: '192.168.1.100',
  rmnet_data0: '10.64.12.34',
};

/** Mobile data is off until it is switched on: a network that comes in for Wi-Fi unasked would hide what is lost. */
const AT_BOOT: InterfaceState = { wifi: true, mobileData: false, airplaneMode: false, reachable: true };

/** `lost` is told of the interface whose connections are gone. */
export function createInterfaces(lost: (name: InterfaceName) => void): Interfaces {
  let state = AT_BOOT;
  const up = (): readonly InterfaceName[] => {
    if (state.airplaneMode || !state.reachable) return [];
    return [
      ...(state.wifi ? (['wlan0'] as const) : []),
      ...(state.mobileData ? (['rmnet_data0'] as const) : []),
    ];
  };
  const change = (to: Partial<InterfaceState>): void => {
    const before = up();
    state = { ...state, ...to };
    for (const name of before) if (!up().includes(name)) lost(name);
  };
  return {
    active: () => up()[0],
    state: () => state,
    setWifi: (wifi) => change({ wifi }),
    setMobileData: (mobileData) => change({ mobileData }),
    setAirplaneMode: (airplaneMode) => change({ airplaneMode }),
    setReachable: (reachable) => change({ reachable }),
  };
}
