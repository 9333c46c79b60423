import { describe, expect, it } from 'vitest';
import { outsideWindows } from './outside-windows.ts';

const line = (kind: string, hostMs: number, what: string): string =>
  JSON.stringify({ kind, at: { hostMs }, what });
const TIMELINE = [
  line('step', 0, 'takes the photo first'),
  line('act', 1_000, 'opened the camera app'),
  line('step', 2_000, 'watches for one window'),
  line('step', 17_500, 'takes the photo second'),
  line('run-ended', 18_500, ''),
].join('\n');
const COMMANDS = [100, 1_900, 2_000, 17_600]
  .map((startedMs) => JSON.stringify({ startedMs, durationMs: 10, command: 'adb shell true' }))
  .join('\n');

describe('where the time of a recording goes', () => {
  it('is told by kind of step, without the windows, the longest first', () => {
    expect(outsideWindows(TIMELINE, COMMANDS, 15_000)).toEqual([
      { what: 'takes the photo', times: 2, seconds: 3, calls: 3 },
      { what: 'watches for one', times: 1, seconds: 0.5, calls: 1 },
    ]);
  });

  it('is nothing of a recording without a step', () => {
    expect(outsideWindows('', '', 15_000)).toEqual([]);
  });
});
