/** The phone's log: the last lines, and whoever follows it. */
export interface Logcat {
  write(pid: number, level: 'D' | 'I' | 'W' | 'E', tag: string, message: string): void;
  lines(): readonly string[];
  /** The buffers lie in memory: nothing of them outlives a reboot. */
  clear(): void;
  /** Calls for each new line until the returned function is called. */
  follow(take: (line: string) => void): () => void;
}

const KEPT_LINES = 5_000;

/** Keeps lines in `threadtime` form: `02-16 10:15:00.123  1234  1234 I Tag: message`. */
export function createLogcat(now: () => number): Logcat {
  const kept: string[] = [];
  const followers = new Set<(line: string) => void>();
  return {
    write(pid, level, tag, message) {
      const time = new Date(now()).toISOString().slice(5, 23).replace('T', ' ');
      const process = String(pid).padStart(5);
      for (const part of message.split('\n')) {
        const line = `${time} ${process} ${process} ${level} ${tag}: ${part}`;
        kept.push(line);
        if (kept.length > KEPT_LINES) kept.shift();
        for (const take of followers) take(line);
      }
    },
    lines: () => kept,
    clear: () => void kept.splice(0),
    follow(take) {
      followers.add(take);
      return () => followers.delete(take);
    },
  };
}
