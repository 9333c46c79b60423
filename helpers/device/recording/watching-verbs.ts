import { sampleSignals } from '../signals/sampler.ts';
import { pause } from '../wait.ts';
import { now, type Session } from './session.ts';
import type { Step } from './step.ts';

/** Looking at everything that can be read. One window serves all images that were made before it. */
export const WATCHING_VERBS = {
  /** Lets the observation window pass, then looks at everything. */
  watch: (): Step => ({
    what: 'watches for one window',
    seconds: 1,
    window: true,
    looksOnly: true,
    act: watch,
  }),

  /** Looks at everything at once. */
  look: (): Step => ({
    what: 'looks at everything',
    seconds: 1,
    looksOnly: true,
    act: async ({ watcher }) => void (await watcher.pass()),
  }),
} as const;

/** Signals take so long to be read, on a phone that is busy: they are read at the end of the window, and not after it. */
const READING_MS = 500;

/**
 * The target's state at both ends (the step itself begins with it): a window in which it was frozen, or did not run, shows
 * nothing of it. Storage is listed after the state was read, and not before the window is over.
 */
async function watch({ parts, watcher, target, actedMs = now().hostMs }: Session): Promise<void> {
  const { windowMs } = parts.plan;
  await parts.conductor.progress(`watching for ${windowMs / 1000} s`);
  const endMs = actedMs + windowMs;
  await pause(Math.max(0, endMs - READING_MS - now().hostMs));
  await sampleSignals(target);
  await pause(Math.max(0, endMs - now().hostMs));
  await watcher.pass();
}
