import { describe, expect, it } from 'vitest';
import { parseCharging, parseScreenOff, parseWifiConnected } from './surroundings.ts';

const agent = (type: string, state: string, transport: string): string =>
  `Active default network: 100\n  NetworkAgentInfo{ ni{[type: ${type}[], state: ${state}, reason: (unspecified), extra: "\\"A\\""]}  network{100}  nc{[ Transports: ${transport} Capabilities: NOT_METERED&INTERNET]} }\n`;

describe('dumpsys power', () => {
  it.each([
    ['  mWakefulness=Asleep', true],
    ['  mWakefulness=Dozing', true],
    ['  mWakefulness=Awake', false],
    ['  mWakefulness=Dreaming', false],
    ['  mLastWakefulness=Asleep\n  mWakefulness=Awake\n  mWakefulnessChanging=false', false],
  ])('%j: the screen is off: %s', (power, off) => {
    expect(parseScreenOff(`POWER MANAGER (dumpsys power)\n${power}\n`)).toMatchObject({ off });
  });

  it('is kept with what it says of the screen', () => {
    const power =
      'Power Manager State:\n  mWakefulness=Asleep\n  mStayOn=false\n\nDisplay Power: state=OFF\n';
    expect(parseScreenOff(power)).toEqual({
      off: true,
      proof: 'mWakefulness=Asleep; Display Power: state=OFF',
    });
    expect(parseScreenOff('')).toEqual({ off: false, proof: 'dumpsys power does not say' });
  });
});

describe('dumpsys connectivity', () => {
  it.each([
    ['WIFI', 'CONNECTED/CONNECTED', 'WIFI', true],
    ['WIFI', 'CONNECTING/CONNECTING', 'WIFI', false],
    ['MOBILE', 'CONNECTED/CONNECTED', 'CELLULAR', false],
  ])('a network of type %s that is %s over %s: Wi-Fi is connected: %s', (type, state, transport, yes) => {
    expect(parseWifiConnected(agent(type, state, transport))).toBe(yes);
  });

  it('does not take a request for Wi-Fi for a network', () => {
    expect(parseWifiConnected('  NetworkRequest [ LISTEN id=3, [ Transports: WIFI ] ]\n')).toBe(false);
  });

  it('does not add up two networks', () => {
    const two =
      agent('WIFI', 'CONNECTING/CONNECTING', 'WIFI') + agent('MOBILE', 'CONNECTED/CONNECTED', 'CELLULAR');
    expect(parseWifiConnected(two)).toBe(false);
  });
});

describe('dumpsys battery', () => {
  const battery = (ac: boolean, usb: boolean, status: number): string =>
    `Current Battery Service state:\n  (UPDATES STOPPED -- use 'reset' to restart)\n  AC powered: ${ac}\n  USB powered: ${usb}\n  Wireless powered: false\n  status: ${status}\n  health: 2\n`;

  it.each([
    [true, false, 2, true],
    [false, true, 5, true],
    [false, false, 2, false],
    [true, false, 3, false],
  ])('AC %s, USB %s, status %i: charging: %s', (ac, usb, status, charging) => {
    expect(parseCharging(battery(ac, usb, status))).toBe(charging);
  });
});
