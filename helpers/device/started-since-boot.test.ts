import { describe, expect, it } from 'vitest';
import { parseStarts } from './started-since-boot.ts';

const LAUNCHER = '11-24 09:14:52.585  1742  1742 I am_proc_start: [0,4000,10000,com.android.launcher3,,]';
const OWN =
  '02-16 10:15:00.000  1742  1799 I am_proc_start: [0,4017,10003,com.jd.jrapp:push,broadcast,com.jd.jrapp/.Boot]';
const CLONE = 'I/am_proc_start( 1742): [999,4018,99910003,com.jd.jrapp,service,com.jd.jrapp/.S]';

describe('whether an app has started since boot', () => {
  it.each([
    ['another app only', LAUNCHER, false],
    ['a process of its own, by another name', `${LAUNCHER}\n${OWN}`, true],
    ['its clone, in the brief form', `${LAUNCHER}\n${CLONE}`, true],
    ['nothing, which tells nothing', '--------- beginning of events\n', undefined],
    ['a refusal, which tells nothing', 'logcat: Unable to open log device', undefined],
  ])('is read off a log with %s', (_, log, started) => {
    expect(parseStarts(log, 10_003)).toBe(started);
  });
});
