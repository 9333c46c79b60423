import type { TimeSource } from './phone-clock.ts';

/** Time that stands still until a test turns it, and that wakes whoever waits for it. */
export interface HandTurnedTime extends TimeSource {
  turnTo(nowMs: number): void;
}

export function createHandTurnedTime(startMs: number): HandTurnedTime {
  const waiting = new Set<{ readonly dueMs: number; readonly work: () => void }>();
  let nowMs = startMs;
  const next = (untilMs: number) =>
    [...waiting].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  return {
    wall: () => nowMs,
    monotonic: () => nowMs,
    later(milliseconds, work) {
      const entry = { dueMs: nowMs + Math.max(0, milliseconds), work };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    turnTo(untilMs) {
      for (let due = next(untilMs); due !== undefined; due = next(untilMs)) {
        waiting.delete(due);
        nowMs = Math.max(nowMs, due.dueMs);
        due.work();
      }
      nowMs = untilMs;
    },
  };
}
