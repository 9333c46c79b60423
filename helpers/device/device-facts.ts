import type { DeviceFacts } from '../model/run.ts';
import type { Adb } from './adb.ts';

/** Parses `getprop`: `[name]: [value]`, a value may span lines. */
export function parseProperties(output: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const match of output.matchAll(/^\[([^\]]+)\]: \[([\s\S]*?)\]\r?$/gm)) {
    const [, name, value] = match;
    if (name !== undefined && value !== undefined) properties.set(name, value);
  }
  return properties;
}

/** AOSP, ContentService: BACKGROUND_OBSERVER_DELAY, from Android 11 on. A phone that says no SDK is taken for a new one. */
const NOTICE_DELAY_MS = 10_000;
const FIRST_SDK_THAT_DELAYS = 30;

/** What the phone says of itself. `kind` is the caller's knowledge: a phone cannot be asked. */
export async function readDeviceFacts(
  adb: Adb,
  kind: DeviceFacts['kind'],
  root: boolean,
): Promise<DeviceFacts> {
  const properties = parseProperties(await adb.shell('getprop'));
  const policy = (await adb.attempt('dumpsys window policy')).stdout;
  const secure = /^ +secure=(true|false)\r?$/m.exec(policy)?.[1];
  const of = (name: string): string => properties.get(name) ?? 'unknown';
  const sdk = Number(properties.get('ro.build.version.sdk') ?? Number.NaN);
  return {
    serial: adb.target.serial,
    kind: kind === 'real' && properties.get('ro.kernel.qemu') === '1' ? 'emulator' : kind,
    manufacturer: of('ro.product.manufacturer'),
    model: of('ro.product.model'),
    androidRelease: of('ro.build.version.release'),
    sdk,
    noticeDelayMs: sdk < FIRST_SDK_THAT_DELAYS ? 0 : NOTICE_DELAY_MS,
    build: of('ro.build.fingerprint'),
    root,
    ...(secure === undefined ? {} : { secureLock: secure === 'true' }),
  };
}

/**
 * The phone's clock less the host's, in milliseconds, good to half a round trip plus half a second: toybox `date`
 * knows whole seconds on every version.
 */
export async function readClockOffset(adb: Adb): Promise<number> {
  const before = Date.now();
  const seconds = Number((await adb.shell('date +%s')).trim());
  const after = Date.now();
  return Math.round(seconds * 1000 + 500 - (before + after) / 2);
}
