import type { Adb } from './adb.ts';

/** `mWakefulness=Asleep`, or `Dozing` with an always-on display: the screen shows no app. */
export function parseScreenOff(power: string): boolean {
  return /^\s*mWakefulness=(?:Asleep|Dozing)\s*$/m.test(power);
}

/** A `NetworkAgentInfo` of Wi-Fi that is connected: `type: WIFI[]` up to 11 and later, `Transports: WIFI` from 5 on. */
export function parseWifiConnected(connectivity: string): boolean {
  return connectivity
    .split('\n')
    .some(
      (line) =>
        /\bNetworkAgentInfo\b/.test(line) &&
        /\bTransports: WIFI\b|\btype: WIFI\b/.test(line) &&
        /\bCONNECTED\/CONNECTED\b|\bVALIDATED\b|\beverValidated\{true\}/.test(line),
    );
}

/** Whether the phone believes that it is being charged: `AC powered: true`, `status: 2` (BATTERY_STATUS_CHARGING) or full. */
export function parseCharging(battery: string): boolean {
  return /^ {2}\w[\w ]* powered: true$/m.test(battery) && /^ {2}status: [25]$/m.test(battery);
}

export async function screenIsOff(adb: Adb): Promise<boolean> {
  return parseScreenOff(await adb.shell('dumpsys power'));
}

export async function wifiIsConnected(adb: Adb): Promise<boolean> {
  return parseWifiConnected(await adb.shell('dumpsys connectivity'));
}

export async function isCharging(adb: Adb): Promise<boolean> {
  return parseCharging(await adb.shell('dumpsys battery'));
}

/** Deep doze: `IDLE`, or `IDLE_MAINTENANCE` when it just lets everybody run. */
export async function isDozing(adb: Adb): Promise<boolean> {
  return (await adb.attempt('dumpsys deviceidle get deep')).stdout.trim() === 'IDLE';
}
