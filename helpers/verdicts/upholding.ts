import type { Channel } from '../model/claim.ts';
import { type NonEmpty, nonEmpty } from '../model/non-empty.ts';
import type { Stimulus } from '../model/stimulus.ts';
import type { Exercise } from '../model/verdict.ts';

/** What was exercised: stimuli that were really delivered, on channels that were needed. `undefined` for nothing. */
export function exercisedBy(
  stimuli: readonly Stimulus[],
  channels: readonly Channel[],
): NonEmpty<Exercise> | undefined {
  return nonEmpty(
    stimuli
      .filter(({ delivery }) => delivery.kind === 'delivered')
      .map(({ id, processState }) => ({ stimulus: id, processState, channels })),
  );
}
