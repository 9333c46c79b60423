import type { ForegroundType, ServiceManifest } from '../../component-parts.ts';
import { uidName } from '../dumps/activity/process-names.ts';
import type { PhoneProcess } from '../process.ts';
import { shortComponent } from './component-parts.ts';
import { javaError } from './java-error.ts';

const PERMISSION = 'android.permission.FOREGROUND_SERVICE';

/** What each type needs from 14 on, beside the type's own permission (ForegroundServiceTypePolicy); `any` of them. */
const ANY_OF: Readonly<Partial<Record<ForegroundType, readonly string[]>>> = {
  camera: ['CAMERA', 'SYSTEM_CAMERA'],
  connectedDevice: ['BLUETOOTH_CONNECT', 'CHANGE_NETWORK_STATE', 'CHANGE_WIFI_STATE', 'NFC', 'TRANSMIT_IR'],
  health: ['ACTIVITY_RECOGNITION', 'BODY_SENSORS'],
  location: ['ACCESS_COARSE_LOCATION', 'ACCESS_FINE_LOCATION'],
  microphone: ['RECORD_AUDIO', 'CAPTURE_AUDIO_OUTPUT'],
  phoneCall: ['MANAGE_OWN_CALLS'],
};
const WITHOUT_PERMISSION: readonly ForegroundType[] = ['shortService'];

/** Throws what `Service.startForeground` throws: the permission from 9 on for target 28, types from 14 on for target 34. */
export function checkForeground(
  api: number,
  process: PhoneProcess,
  manifest: ServiceManifest,
  types: readonly ForegroundType[],
): void {
  const { pid, package: known } = process;
  if (Math.min(api, known.targetSdk) >= 28 && !known.granted.has(PERMISSION))
    throw javaError(
      'SecurityException',
      `Permission Denial: startForeground from pid=${pid}, uid=${known.uid} requires ${PERMISSION}`,
    );
  const unknown = types.find((type) => manifest.foregroundTypes?.includes(type) !== true);
  if (api >= 29 && unknown !== undefined)
    throw javaError(
      'IllegalArgumentException',
      `foregroundServiceType ${unknown} is not a subset of foregroundServiceType attribute ${manifest.foregroundTypes?.join('|') ?? 'none'} in service element of manifest file`,
    );
  if (Math.min(api, known.targetSdk) >= 34) checkTypes(process, manifest, types);
}

function checkTypes(
  { pid, package: known }: PhoneProcess,
  manifest: ServiceManifest,
  types: readonly ForegroundType[],
): void {
  const caller = `callerApp=ProcessRecord{0 ${pid}:${known.package}/${uidName(known.uid)}} targetSDK=${known.targetSdk}`;
  if (types.length === 0)
    throw javaError(
      'android.app.MissingForegroundServiceTypeException',
      `Starting FGS without a type  ${caller} service=${shortComponent(known.package, manifest.name)}`,
    );
  for (const type of types) {
    const own = `${PERMISSION}_${type.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
    const any = (ANY_OF[type] ?? []).map((name) => `android.permission.${name}`);
    const lacks = !WITHOUT_PERMISSION.includes(type) && !known.granted.has(own);
    if (!lacks && (any.length === 0 || any.some((name) => known.granted.has(name)))) continue;
    throw javaError(
      'SecurityException',
      `Starting FGS with type ${type} ${caller} requires permissions: all of the permissions allOf=true [${own}]${any.length === 0 ? '' : ` any of the permissions allOf=false [${any.join(', ')}]`}`,
    );
  }
}
