import type { ScreenPower } from '../../../ui/screen-power.ts';
import type { PhoneClock } from '../../phone-clock.ts';

const MINUTE_MS = 60_000;

/** How long alarms that do not wake the phone may wait while its display is dark. */
export interface DarkDelay {
  /** AlarmManagerService.checkAllowNonWakeupDelayLocked; `waiting` is whether some wait already. */
  mayWait(waiting: boolean): boolean;
  /** Some begin to wait now. */
  begin(): void;
  /** When those that wait go off at the latest. */
  untilMs(): number;
  delivered(): void;
  /** `Max wakeup delay` of dumps. */
  longestMs(): number;
  lastDeliveryMs(): number;
}

export function createDarkDelay(
  clock: Pick<PhoneClock, 'elapsed'>,
  power: Pick<ScreenPower, 'awake' | 'onChange'>,
  onBright: () => void,
): DarkDelay {
  let awake = power.awake();
  let darkMs = 0;
  let lastMs = 0;
  let untilMs = 0;
  power.onChange(() => {
    if (awake === power.awake()) return;
    awake = power.awake();
    if (awake) onBright();
    else darkMs = clock.elapsed();
  });
  /** AlarmManagerService.currentNonWakeupFuzzLocked: the longer it is dark, the longer. */
  function longestMs(): number {
    const forMs = clock.elapsed() - darkMs;
    if (forMs < 5 * MINUTE_MS) return 2 * MINUTE_MS;
    return (forMs < 30 * MINUTE_MS ? 15 : 60) * MINUTE_MS;
  }
  return {
    mayWait(waiting) {
      const nowMs = clock.elapsed();
      if (awake || lastMs <= 0 || (waiting && untilMs <= nowMs)) return false;
      return nowMs - lastMs <= longestMs();
    },
    begin() {
      untilMs = clock.elapsed() + 1.5 * longestMs();
    },
    untilMs: () => untilMs,
    delivered() {
      lastMs = clock.elapsed();
    },
    longestMs,
    lastDeliveryMs: () => lastMs,
  };
}
