import { describe, expect, it } from 'vitest';
import { createLocalClock, installTimeZone, timeZoneOf } from './time-zone.ts';

describe('the time zone of the phone', () => {
  it.each([
    ['GMT', 'GMT'],
    ['UTC', 'UTC'],
    ['Asia/Shanghai', 'Asia/Shanghai'],
    ['Asia/SHANGHAI', 'Asia/Shanghai'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Etc/GMT+8', 'Etc/GMT+8'],
  ])('%s is known as %s', (name, known) => {
    expect(timeZoneOf(name)).toBe(known);
  });

  it.each([
    '',
    'Asia/Nowhere',
    'Shanghai',
    'PST',
    '+08:00',
    'GMT+8',
    '../etc/passwd',
    'Asia/../Shanghai',
    'Asia/',
  ])('"%s" is refused with what to do', (name) => {
    expect(() => timeZoneOf(name)).toThrow(
      /There is no time zone ".*"; give its IANA name, such as Asia\/Shanghai/,
    );
  });

  it.each([
    ['GMT', Date.UTC(2019, 1, 16, 10, 15, 0, 7), '2019-02-16 10:15:00.007'],
    ['Asia/Shanghai', Date.UTC(2019, 1, 16, 16, 0, 0), '2019-02-17 00:00:00.000'],
    ['Asia/Kolkata', Date.UTC(2019, 1, 16, 10, 15, 0), '2019-02-16 15:45:00.000'],
    // Both sides of the hour that summer time leaves out.
    ['Europe/Berlin', Date.UTC(2019, 2, 31, 0, 59, 59, 999), '2019-03-31 01:59:59.999'],
    ['Europe/Berlin', Date.UTC(2019, 2, 31, 1, 0, 0), '2019-03-31 03:00:00.000'],
  ])('%s: clocks show %d as %s', (timeZone, ms, shown) => {
    const { year, month, day, hour, minute, second, millisecond } = createLocalClock(timeZone)(ms);
    expect(`${year}-${month}-${day} ${hour}:${minute}:${second}.${millisecond}`).toBe(shown);
  });

  it('is no file in GMT, and a limit where the machine has no file of it', async () => {
    const removed: string[] = [];
    const files = {
      write: () => Promise.reject(new Error('nothing is to be written')),
      remove: async (path: string) => void removed.push(path),
    };
    expect(await installTimeZone(files, 'GMT')).toEqual([]);
    expect(removed).toEqual(['/system/etc/localtime']);
    expect(await installTimeZone(files, 'Asia/Nowhere')).toEqual([expect.stringContaining('install tzdata')]);
  });
});
