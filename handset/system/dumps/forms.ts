import { createHash } from 'node:crypto';

/** A stable stand-in for an object's identity hash, as `dumpsys` prints them. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 7);
}

/** `2019-02-16 10:15:00`; the phone's time zone is GMT. */
export function localTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** `+2m55s455ms`, as TimeUtils.formatDuration prints it. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  const shown = first < 0 ? [] : parts.slice(first);
  return `+${shown.map(([value, unit]) => `${value}${unit}`).join('')}${ms % 1000}ms`;
}
