import type { ActivityEvents } from '../activity-events.ts';
import type { PhoneClock } from '../phone-clock.ts';
import type { PhoneProcess } from '../process.ts';

interface OneTimeParts {
  readonly api: number;
  readonly events: ActivityEvents;
  readonly clock: PhoneClock;
  front(): PhoneProcess | undefined;
  kill(process: PhoneProcess, reason: string): Promise<void>;
}

/** `one_time_permissions_timeout_millis`: five minutes in 11, one from 12 on (OneTimePermissionUserManager, from memory). */
function timeoutMs(api: number): number {
  return api < 31 ? 300_000 : 60_000;
}

/** What was allowed for one time ends with the process, and some time after the app was left; it is ended for that. */
export function endOneTimeGrants({ api, events, clock, front, kill }: OneTimeParts): void {
  events.on((event) => {
    if (event.kind === 'process-ended') revoke(event.process);
    if (event.kind !== 'stopped') return;
    const { process } = event;
    clock.later(timeoutMs(api), () => {
      if (process.ended || process === front() || !revoke(process)) return;
      void kill(process, 'one-time permission revoked');
    });
  });
}

/** Whether there was something to revoke. */
function revoke({ package: { permissionState: state } }: PhoneProcess): boolean {
  const granted = state.runtime().filter((one) => state.has(one, 'ONE_TIME'));
  for (const one of granted) {
    state.set(one, false);
    state.mark(one, ['ONE_TIME'], false);
  }
  return granted.length > 0;
}
