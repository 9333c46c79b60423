import type { AlarmRequest } from '../../../alarm-parts.ts';
import { type InstalledPackage, userIdOf } from '../../package-state.ts';
import type { ComponentParts } from '../component-parts.ts';
import { javaError } from '../java-error.ts';
import type { ExactReason } from './alarm-record.ts';
import { askedWindowMs } from './alarm-times.ts';

const SCHEDULE = 'android.permission.SCHEDULE_EXACT_ALARM';
const USE = 'android.permission.USE_EXACT_ALARM';
const OPERATION = 'SCHEDULE_EXACT_ALARM';
const API_12 = 31;
const API_13 = 33;
const API_14 = 34;

type ExactParts = Pick<ComponentParts, 'android' | 'activities' | 'deviceIdle' | 'packages'>;

/** Who may set alarms to the moment, from 12 on (AlarmManagerService of 12 and later, read in a state of 2023). */
export interface ExactAlarms {
  can(known: InstalledPackage): boolean;
  /** Why it may; `undefined` for an alarm that has a window. Throws where it may not. */
  reason(known: InstalledPackage, request: AlarmRequest): ExactReason | undefined;
}

export function createExactAlarms(
  parts: ExactParts,
  onChange: (known: InstalledPackage, can: boolean) => void,
): ExactAlarms {
  const { android, activities, deviceIdle, packages } = parts;
  const asks = ({ targetSdk }: InstalledPackage): boolean => Math.min(android.api, targetSdk) >= API_12;
  const before = new Map<number, boolean>();

  /** SCHEDULE_EXACT_ALARM_DENIED_BY_DEFAULT: from 14 on for apps that target 13. */
  const byDefault = ({ targetSdk, system }: InstalledPackage): boolean =>
    system || android.api < API_14 || targetSdk < API_13;
  function byOperation(known: InstalledPackage): boolean {
    if (!known.permissions.includes(SCHEDULE)) return false;
    const mode = activities.appOpsOf(userIdOf(known.uid)).mode(known.package, OPERATION);
    return mode === 'default' ? byDefault(known) : mode === 'allow';
  }
  function whyAllowed(known: InstalledPackage): ExactReason | undefined {
    if (!asks(known)) return 'compat';
    if (Math.min(android.api, known.targetSdk) >= API_13 && known.granted.has(USE))
      return 'policy_permission';
    if (byOperation(known)) return 'permission';
    return deviceIdle.allowlist.has(known.package) ? 'allow-listed' : undefined;
  }
  activities.events.on((event) => {
    if (event.kind !== 'mode-changed') return;
    const known = packages.get(event.package, event.userId);
    if (known === undefined || !asks(known) || !known.permissions.includes(SCHEDULE)) return;
    const could = before.get(known.uid) ?? byDefault(known);
    const can = byOperation(known);
    before.set(known.uid, can);
    if (could !== can) onChange(known, can);
  });
  return {
    can: (known) => whyAllowed(known) !== undefined,
    reason(known, request) {
      if (askedWindowMs(request, known.targetSdk) !== 0) return undefined;
      const why = whyAllowed(known);
      if (why === undefined) throw javaError('SecurityException', refusal(android.api, known));
      return why;
    },
  };
}

function refusal(api: number, { package: name }: InstalledPackage): string {
  return `Caller ${name} needs to hold ${SCHEDULE}${api >= API_13 ? ` or ${USE}` : ''} to set exact alarms.`;
}
