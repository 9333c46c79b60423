import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isZone, zoneWhereItIs } from './time-zones.ts';

describe('a zone where it is a certain hour', () => {
  it('shows that hour, on every hour of the day, by the database of this machine', () => {
    const anHour = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(anHour, anHour, (hour, utcHour) => {
        const timeZone = zoneWhereItIs(hour, utcHour);
        const at = Date.UTC(2026, 10, 24, utcHour, 59);
        const clock = new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', hourCycle: 'h23' });
        expect(Number(clock.format(at))).toBe(hour);
      }),
    );
  });

  it.each([
    [2, 2, 'Etc/GMT'],
    [2, 18, 'Etc/GMT-8'],
    [2, 14, 'Etc/GMT+12'],
    [2, 15, 'Etc/GMT-11'],
  ])('at %i when it is %i in UTC is %s', (hour, utcHour, zone) => {
    expect(zoneWhereItIs(hour, utcHour)).toBe(zone);
  });
});

it.each([
  ['Asia/Shanghai', true],
  ['America/Argentina/Buenos_Aires', true],
  ['Etc/GMT+12', true],
  ['GMT', true],
  ['', false],
  ['/etc/passwd', false],
  ['../../etc', false],
  ["GMT'; reboot; '", false],
  ['$(reboot)', false],
])('%s is a zone: %s', (name, known) => {
  expect(isZone(name)).toBe(known);
});
