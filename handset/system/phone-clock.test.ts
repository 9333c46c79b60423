import { describe, expect, it } from 'vitest';
import { createHandTurnedTime } from './phone-clock.fake.ts';
import { createPhoneClock } from './phone-clock.ts';

const START = Date.UTC(2019, 1, 16);

describe('the clocks of the phone', () => {
  it('are two: setting the one on the wall does not move the time since boot', () => {
    const time = createHandTurnedTime(START);
    const clock = createPhoneClock(time);
    time.turnTo(START + 5_000);
    clock.set(Date.UTC(2030, 0, 1));
    expect([clock.now(), clock.elapsed()]).toEqual([Date.UTC(2030, 0, 1), 5_000]);
    time.turnTo(START + 6_000);
    expect([clock.now(), clock.elapsed()]).toEqual([Date.UTC(2030, 0, 1) + 1_000, 6_000]);
  });

  it('begin the time since boot anew at a boot, and keep the one on the wall', () => {
    const time = createHandTurnedTime(START);
    const clock = createPhoneClock(time);
    clock.set(START - 86_400_000);
    time.turnTo(START + 9_000);
    clock.reboot();
    expect([clock.now(), clock.elapsed()]).toEqual([START - 86_400_000 + 9_000, 0]);
  });

  it('wake in order who waits, at the time it asked for, and nobody who thought better of it', () => {
    const time = createHandTurnedTime(START);
    const clock = createPhoneClock(time);
    const woken: (readonly [string, number])[] = [];
    clock.later(200, () => woken.push(['second', clock.elapsed()]));
    clock.later(100, () => woken.push(['first', clock.elapsed()]));
    clock.later(150, () => woken.push(['never', clock.elapsed()]))();
    clock.later(1_000, () => woken.push(['later', clock.elapsed()]));
    time.turnTo(START + 999);
    expect(woken).toEqual([
      ['first', 100],
      ['second', 200],
    ]);
  });

  it('tell who listens when the one on the wall is set', () => {
    const clock = createPhoneClock(createHandTurnedTime(START));
    const heard: number[] = [];
    clock.onSet(() => heard.push(clock.now()));
    clock.set(START + 1);
    expect(heard).toEqual([START + 1]);
  });
});
