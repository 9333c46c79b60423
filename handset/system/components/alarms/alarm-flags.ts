import type { AlarmRequest } from '../../../alarm-parts.ts';
import { type ExactReason, FLAGS } from './alarm-record.ts';

interface Asked {
  readonly kind: AlarmRequest['kind'];
  /** Without a window. */
  readonly exact: boolean;
  readonly reason: ExactReason | undefined;
  /** The owner took the app out of battery optimization. */
  readonly userAllowed: boolean;
  readonly api: number;
  readonly targetSdk: number;
}

/** The flags that AlarmManagerService.set gives an alarm, after what was asked for and by whom. */
export function flagsOf(asked: Asked): number {
  const { kind, exact, userAllowed } = asked;
  const standalone = exact ? FLAGS.standalone : 0;
  if (kind === 'setAlarmClock') return standalone | FLAGS.wakeFromIdle;
  if (userAllowed) return standalone | FLAGS.allowWhileIdleUnrestricted;
  if (kind !== 'setAndAllowWhileIdle' && kind !== 'setExactAndAllowWhileIdle') return standalone;
  return standalone | (lowerQuota(asked) ? FLAGS.allowWhileIdleCompat : FLAGS.allowWhileIdle);
}

/** From 12 on only exact alarms by a permission come often in doze. */
function lowerQuota({ api, targetSdk, exact, reason }: Asked): boolean {
  if (api < 31) return false;
  if (targetSdk < 31) return true;
  return !exact || reason === 'allow-listed';
}
