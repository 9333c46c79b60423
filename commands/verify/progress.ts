import pc from 'picocolors';
import { printable } from '../../reports/escape.ts';

/** Tells a person what is going on, so that nobody wonders whether it hangs. */
export interface Progress {
  step(text: string): void;
  /** Where the time went: seconds by phase, in order. */
  phase(name: string): void;
  phases(): readonly { readonly name: string; readonly seconds: number }[];
  stop(): void;
}

const HEARTBEAT_MS = 10_000;

/** Writes one line for each step, with the seconds since the start, and a sign of life when nothing happens. */
export function startProgress(write: (line: string) => void, now: () => number = Date.now): Progress {
  const startedMs = now();
  const phases: { name: string; fromMs: number }[] = [{ name: 'set-up', fromMs: startedMs }];
  let last = '';
  const seconds = (): string => `${((now() - startedMs) / 1000).toFixed(1).padStart(6)} s`;
  const beat = setInterval(() => write(pc.dim(`${seconds()}  … ${last}`)), HEARTBEAT_MS);
  let endedMs: number | undefined;
  return {
    step(text) {
      last = printable(text, 200);
      write(`${pc.dim(seconds())}  ${last}`);
      beat.refresh();
    },
    phase(name) {
      phases.push({ name, fromMs: now() });
    },
    phases() {
      const until = endedMs ?? now();
      return phases.map(({ name, fromMs }, index) => ({
        name,
        seconds: ((phases[index + 1]?.fromMs ?? until) - fromMs) / 1000,
      }));
    },
    stop() {
      clearInterval(beat);
      endedMs ??= now();
    },
  };
}
