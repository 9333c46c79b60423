import { describe, expect, it } from 'vitest';
import { createScreenPower, type ScreenPower } from '../../ui/screen-power.ts';
import { createHandTurnedTime } from '../phone-clock.fake.ts';
import { createPhoneClock } from '../phone-clock.ts';
import { createIdleness, type Idleness } from './idleness.ts';

function phone(api: number) {
  const time = createHandTurnedTime(0);
  const power = createScreenPower();
  const idleness = createIdleness({ api, clock: createPhoneClock(time), power, onChange: () => undefined });
  return { power, idleness, wait: (minutes: number) => time.turnTo(time.wall() + minutes * 60_000) };
}

describe('a phone counts as idle', () => {
  it.each([
    [28, 71],
    [30, 31],
    [36, 31],
  ])('of API %i after %i minutes in the dark, until it is woken', (api, minutes) => {
    const { power, idleness, wait } = phone(api);
    power.sleep();
    wait(minutes - 1);
    expect(idleness.idle()).toBe(false);
    wait(1);
    expect(idleness.idle()).toBe(true);
    power.wake();
    expect(idleness.idle()).toBe(false);
  });

  it.each<[string, (idleness: Idleness, power: ScreenPower) => void]>([
    ['it is woken meanwhile', (_, power) => power.wake()],
    ['it boots meanwhile', (idleness) => idleness.reboot()],
  ])('not when %s', (_, meanwhile) => {
    const { power, idleness, wait } = phone(30);
    power.sleep();
    wait(20);
    meanwhile(idleness, power);
    wait(20);
    expect(idleness.idle()).toBe(false);
  });

  it('in its dock after as long a time, which taking it out ends', () => {
    const { idleness, wait } = phone(30);
    idleness.dock(true);
    wait(31);
    expect(idleness.idle()).toBe(true);
    idleness.dock(false);
    expect(idleness.idle()).toBe(false);
    idleness.dock(true);
    wait(30);
    idleness.dock(false);
    wait(30);
    expect(idleness.idle()).toBe(false);
  });

  it('at once when that is triggered, but not while it is in use', () => {
    const { power, idleness } = phone(28);
    idleness.trigger();
    expect(idleness.idle()).toBe(false);
    power.sleep();
    idleness.trigger();
    expect(idleness.idle()).toBe(true);
  });
});
