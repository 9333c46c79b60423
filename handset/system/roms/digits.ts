import type { LocalTime } from './time-zone.ts';

/** `20190216` */
export function day({ year, month, day: date }: LocalTime): string {
  return `${year}${month}${date}`;
}

/** `101500` */
export function clock({ hour, minute, second }: LocalTime): string {
  return `${hour}${minute}${second}`;
}

/** `2019-02-16-10-15-00` */
export function dashed(time: LocalTime): string {
  return [time.year, time.month, time.day, time.hour, time.minute, time.second].join('-');
}
