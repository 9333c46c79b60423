import type { ScenarioId } from '../../model/ids.ts';
import { type PageRequest, UNATTENDED_PAGE } from '../../model/run-plan.ts';
import type { Recording } from '../recording.ts';
import { STEPS } from '../recording.ts';
import { verbsOf } from './step.ts';

/** What a recording is going to do, and about how long it takes. */
export interface RecordingPlan {
  readonly steps: readonly PlannedStep[];
  readonly windows: number;
  /** The pages that have to be there, in the order in which they are shown. */
  readonly pages: readonly PageRequest[];
  /** Of all steps, windows included. */
  readonly seconds: number;
}

interface PlannedStep {
  /** As the timeline is going to count it. */
  readonly number: number;
  readonly scenario?: ScenarioId;
  readonly what: string;
  readonly seconds: number;
  readonly window: boolean;
}

/** Runs `record` on a recording that does nothing but write down its steps. */
export async function planRecording(
  record: (recording: Recording) => Promise<void>,
  windowMs: number,
): Promise<RecordingPlan> {
  const steps: PlannedStep[] = [];
  const pages: PageRequest[] = [];
  let current: ScenarioId | undefined;
  await record({
    ...verbsOf(STEPS, async ({ what, seconds, window, page }) => {
      if (page !== undefined) pages.push(page);
      steps.push({
        number: steps.length + 1,
        ...(current === undefined ? {} : { scenario: current }),
        what,
        seconds: window === undefined ? seconds : seconds + windowMs / 1000,
        window: window !== undefined,
      });
    }),
    async scenario(id, _title, record) {
      current = id;
      await record();
      current = undefined;
    },
    close: async () => undefined,
  });
  return {
    steps,
    pages: pages.some(({ saved }) => saved !== undefined) ? [UNATTENDED_PAGE, ...pages] : pages,
    windows: steps.filter(({ window }) => window).length,
    seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}
