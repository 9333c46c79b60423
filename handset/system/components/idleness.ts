import type { ScreenPower } from '../../ui/screen-power.ts';
import type { PhoneClock } from '../phone-clock.ts';

/** Whether nobody uses the phone, as jobs see it: IdleController of 9, DeviceIdlenessTracker of 10 and later. */
export interface Idleness {
  idle(): boolean;
  /** `cmd jobscheduler trigger-dock-state`: put into the dock, or taken out of it. A dark phone does not mind either. */
  dock(docked: boolean): void;
  /** `am idle-maintenance`: as if the time were over; while the phone is in use it is not. */
  trigger(): void;
  /** "At boot we presume that the user has just interacted": in use, and out of the dock. */
  reboot(): void;
}

export interface IdlenessParts {
  readonly api: number;
  readonly clock: Pick<PhoneClock, 'later'>;
  readonly power: Pick<ScreenPower, 'awake' | 'onChange'>;
  onChange(): void;
}

/**
 * config_jobSchedulerInactivityIdleThreshold: 31 minutes by the resources of 11. 71 is IdleController's constant of 5 to 7;
 * that it held until 10 was not verified. The alarm's window of 5 minutes is left out.
 */
function thresholdMs(api: number): number {
  return (api >= 30 ? 31 : 71) * 60_000;
}

export function createIdleness({ api, clock, power, onChange }: IdlenessParts): Idleness {
  let idle = false;
  let docked = false;
  let awake = power.awake();
  let takeBack = (): void => undefined;

  function inUse(): void {
    docked = false;
    takeBack();
    if (!idle) return;
    idle = false;
    onChange();
  }
  function trigger(): void {
    if (idle || (awake && !docked)) return;
    idle = true;
    onChange();
  }
  function wait(): void {
    takeBack();
    takeBack = clock.later(thresholdMs(api), trigger);
  }
  power.onChange(() => {
    if (awake === power.awake()) return;
    awake = power.awake();
    if (awake) inUse();
    else {
      docked = false;
      wait();
    }
  });
  return {
    idle: () => idle,
    dock(toDock) {
      if (!awake) return;
      docked = toDock;
      if (toDock) wait();
      else inUse();
    },
    trigger,
    reboot() {
      awake = true;
      inUse();
    },
  };
}
