import type { Adb } from './adb.ts';

/** `mWakefulness=Asleep`, or `Dozing` with an always-on display: the screen shows no app. `proof` is what the dump says of it. */
export function parseScreenOff(power: string): { readonly off: boolean; readonly proof: string } {
  const lines = power.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => /^(?:mWakefulness=|Display Power: state=)/.test(line));
  const off = said.some((line) => /^mWakefulness=(?:Asleep|Dozing)$/.test(line));
  return { off, proof: said.length === 0 ? 'dumpsys power does not say' : said.join('; ') };
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

export async function readScreenOff(adb: Adb): Promise<ReturnType<typeof parseScreenOff>> {
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
