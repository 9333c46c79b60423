import type { Intent } from './app-parts.ts';

/** `AlarmManager.RTC_WAKEUP`, `RTC`, `ELAPSED_REALTIME_WAKEUP`, `ELAPSED_REALTIME`. */
export type AlarmBase = 'rtc-wakeup' | 'rtc' | 'elapsed-wakeup' | 'elapsed';

/** What an alarm sends: `PendingIntent.getBroadcast`. Two of the same request code and intent, extras left aside, are one. */
export interface AlarmOperation {
  readonly requestCode?: number;
  readonly intent: Intent;
}

/** An alarm, `kind` being the method of AlarmManager that sets it; times are milliseconds of its base. */
export type AlarmRequest =
  | {
      readonly kind: 'set' | 'setExact' | 'setAndAllowWhileIdle' | 'setExactAndAllowWhileIdle';
      readonly base: AlarmBase;
      readonly atMs: number;
      readonly operation: AlarmOperation;
    }
  | {
      readonly kind: 'setWindow';
      readonly base: AlarmBase;
      readonly atMs: number;
      readonly windowMs: number;
      readonly operation: AlarmOperation;
    }
  | {
      readonly kind: 'setRepeating' | 'setInexactRepeating';
      readonly base: AlarmBase;
      readonly atMs: number;
      /** A minute at least. */
      readonly intervalMs: number;
      readonly operation: AlarmOperation;
    }
  | {
      readonly kind: 'setAlarmClock';
      /** By the clock on the wall. */
      readonly atMs: number;
      readonly operation: AlarmOperation;
      /** The activity that shows or changes it. */
      readonly show?: Intent;
    };

/** AlarmManager, as an app calls it. Calls throw as Android does, the class name first. */
export interface AlarmCalls {
  /** Replaces the alarm of the same operation. */
  setAlarm(alarm: AlarmRequest): void;
  cancelAlarm(operation: AlarmOperation): void;
  /** From 12 on; before that every app may. */
  canScheduleExactAlarms(): boolean;
  /** `getNextAlarmClock`: when the next alarm clock of any app rings. */
  nextAlarmClock(): number | undefined;
  /** `SystemClock.elapsedRealtime`: milliseconds since boot. */
  elapsedRealtime(): number;
}
