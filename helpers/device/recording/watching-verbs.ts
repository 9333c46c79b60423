import { sampleSignals } from '../signals/sampler.ts';
import { pause } from '../wait.ts';
import type { Session } from './session.ts';
import type { Step } from './step.ts';

/** Looking at everything that can be read. One window serves all images that were made before it. */
export const WATCHING_VERBS = {
  /** Lets the observation window pass, then looks at everything. */
  watch: (): Step => ({ what: 'watches for one window', seconds: 1, window: true, act: watch }),

  /** Looks at everything at once. */
  look: (): Step => ({
    what: 'looks at everything',
    seconds: 1,
    act: async ({ watcher }) => void (await watcher.pass()),
  }),
} as const;

/** The target's state at both ends (the step itself begins with it): a window in which it was frozen, or did not run, shows nothing of it. */
async function watch({ parts, watcher, target }: Session): Promise<void> {
  await parts.conductor.progress(`watching for ${parts.plan.windowMs / 1000} s`);
  await pause(parts.plan.windowMs);
  await sampleSignals(target);
  await watcher.pass();
}
