/** The phone's two clocks: that on the wall, which can be set, and the time since boot, which only runs on. */
export interface PhoneClock {
  /** Milliseconds since the Unix epoch, as `System.currentTimeMillis`. */
  now(): number;
  /** Milliseconds since boot, as `SystemClock.elapsedRealtime`: no setting of the clock moves it. */
  elapsed(): number;
  /** Sets the clock on the wall, as `AlarmManager.setTime`. */
  set(nowMs: number): void;
  onSet(listener: () => void): void;
  /** Runs `work` once so much elapsed time has gone by; the returned function takes it back. */
  later(milliseconds: number, work: () => void): () => void;
  /** The time since boot begins anew. */
  reboot(): void;
}

/** What drives the clocks: those of the host, or of a test. */
export interface TimeSource {
  wall(): number;
  /** Milliseconds from any start, which never jump. */
  monotonic(): number;
  later(milliseconds: number, work: () => void): () => void;
}

export const HOST_TIME: TimeSource = {
  wall: Date.now,
  monotonic: () => performance.now(),
  later(milliseconds, work) {
    const timer = setTimeout(work, Math.min(milliseconds, LONGEST_TIMER_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Node runs a timer at once that is longer than 32 bits of milliseconds: 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function createPhoneClock(source: TimeSource): PhoneClock {
  const listeners = new Set<() => void>();
  let offsetMs = 0;
  let bootedMs = source.monotonic();
  const now = (): number => Math.floor(source.wall() + offsetMs);
  return {
    now,
    elapsed: () => Math.floor(source.monotonic() - bootedMs),
    set(nowMs) {
      offsetMs += nowMs - now();
      for (const listener of listeners) listener();
    },
    onSet: (listener) => void listeners.add(listener),
    later: source.later,
    reboot() {
      bootedMs = source.monotonic();
    },
  };
}
