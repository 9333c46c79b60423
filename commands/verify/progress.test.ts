import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Progress, startProgress } from './progress.ts';

let lines: string[];
let progress: Progress;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  lines = [];
  progress = startProgress((line) => lines.push(line));
});

afterEach(() => {
  progress.stop();
  vi.useRealTimers();
});

describe('progress', () => {
  it('says each step with the seconds since the start', () => {
    vi.advanceTimersByTime(1_500);
    progress.step('starting Appium');
    expect(lines.join()).toMatch(/1\.5 s.*starting Appium/);
  });

  it('gives a sign of life while a step takes long, and none between short ones', () => {
    progress.step('watching');
    vi.advanceTimersByTime(9_000);
    progress.step('still watching');
    vi.advanceTimersByTime(9_000);
    expect(lines).toHaveLength(2);
    vi.advanceTimersByTime(2_000);
    expect(lines.at(-1)).toMatch(/19\.0 s.*… still watching/);
  });

  it('falls silent when it is stopped', () => {
    progress.stop();
    vi.advanceTimersByTime(60_000);
    expect(lines).toEqual([]);
  });

  it('shows what comes from a phone without obeying it', () => {
    progress.step('looking at \u001b[2J');
    expect(lines.join()).toContain(String.raw`looking at \x1b[2J`);
  });

  it('adds up to the whole time', () => {
    vi.advanceTimersByTime(1_000);
    progress.phase('session');
    vi.advanceTimersByTime(4_000);
    progress.phase('judging');
    vi.advanceTimersByTime(500);
    progress.stop();
    vi.advanceTimersByTime(9_000);
    expect(progress.phases()).toEqual([
      { name: 'set-up', seconds: 1 },
      { name: 'session', seconds: 4 },
      { name: 'judging', seconds: 0.5 },
    ]);
  });
});
