import { readFile } from 'node:fs/promises';
import type { PhoneFiles } from '../../shell-parts.ts';

/** A moment as the phone's clocks on the wall show it; all in digits, as long as they are in names of files. */
export interface LocalTime {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  readonly millisecond: string;
}

export type LocalClock = (ms: number) => LocalTime;

/** Names of the database: `Area/Place`, or one of the two that stand alone. Also keeps paths from leading elsewhere. */
const IANA_NAME = /^(?:GMT|UTC|[A-Z][A-Za-z0-9_+-]*(?:\/[A-Z][A-Za-z0-9_+-]*)+)$/;
const HOST_ZONES = '/usr/share/zoneinfo';

/** Checks a zone's name; throws with what to do when there is none of that name. */
export function timeZoneOf(name: string): string {
  const canonical = IANA_NAME.test(name) ? canonicalZone(name) : undefined;
  if (canonical === undefined) {
    throw new Error(
      `There is no time zone "${name}"; give its IANA name, such as Asia/Shanghai, Europe/Berlin or GMT (timedatectl list-timezones lists them)`,
    );
  }
  // ICU ignores case, the zone's file does not.
  return canonical.toLowerCase() === name.toLowerCase() ? canonical : name;
}

function canonicalZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Where the phone is; it can be moved while it runs. */
export interface TimeZone {
  name(): string;
  /** A name that `timeZoneOf` let pass. */
  set(name: string): void;
}

export function createTimeZone(initial: string): TimeZone {
  let name = initial;
  return {
    name: () => name,
    set(next) {
      name = next;
    },
  };
}

/** The clock on the wall in a zone, or in that where the phone is. */
export function createLocalClock(zone: string | Pick<TimeZone, 'name'>): LocalClock {
  const named = typeof zone === 'string' ? (): string => zone : zone.name;
  let known = { name: named(), clock: clockIn(named()) };
  return (ms) => {
    if (known.name !== named()) known = { name: named(), clock: clockIn(named()) };
    return known.clock(ms);
  };
}

function clockIn(timeZone: string): LocalClock {
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
    return {
      year: of('year'),
      month: of('month'),
      day: of('day'),
      hour: of('hour'),
      minute: of('minute'),
      second: of('second'),
      millisecond: new Date(ms).toISOString().slice(20, 23),
    };
  };
}

/** How far a zone is from UTC at a time, in milliseconds, east positive. */
export function zoneOffset(timeZone: string | Pick<TimeZone, 'name'>): (ms: number) => number {
  const clock = createLocalClock(timeZone);
  return (ms) => {
    const { year, month, day, hour, minute, second, millisecond } = clock(ms);
    return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`) - ms;
  };
}

/**
 * Lets `date` and `ls` of the phone's shell follow the zone; resolves to what is not faithful then. A phone's programs
 * ask the property `persist.sys.timezone`, those here the C library of the host, which wants a file.
 */
export async function installTimeZone(
  files: Pick<PhoneFiles, 'write' | 'remove'>,
  timeZone: string,
): Promise<readonly string[]> {
  if (timeZone === 'GMT') {
    await files.remove('/system/etc/localtime');
    return [];
  }
  const zone = await readFile(`${HOST_ZONES}/${timeZone}`).catch(() => undefined);
  if (zone === undefined) {
    return [
      `the shell's own date stays in GMT, because this machine has no ${HOST_ZONES}/${timeZone}: install tzdata`,
    ];
  }
  await files.write('/system/etc/localtime', zone, { uid: 0, gid: 0, mode: 0o644 });
  return [];
}
