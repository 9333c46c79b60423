import { HarnessError } from '../../model/harness-error.ts';
import type { Stimulus } from '../../model/stimulus.ts';
import { deliverStimulus, type StimulusOrder } from '../deliver-stimulus.ts';
import { readScreenOff } from '../surroundings.ts';
import { observeTarget } from '../target-app.ts';
import { asRestarted } from './restarted.ts';
import { now, type Session } from './session.ts';

/** Makes one stimulus of the scenario that is being recorded, and notes the target's state at that moment. */
export async function deliver(
  session: Session,
  order: Omit<StimulusOrder, 'scenario' | 'observeCircumstances' | 'observeState'>,
): Promise<void> {
  const { parts, target, scenario } = session;
  if (scenario === undefined) {
    throw new HarnessError('INTERNAL', {
      what: `the stimulus ${order.id} was asked for outside of a scenario`,
      why: 'the specification is wrong',
      remedy: 'deliver stimuli inside of recording.scenario(…)',
    });
  }
  const stimulus = await deliverStimulus(
    { adb: parts.adb, sink: parts.sink },
    {
      ...order,
      scenario,
      observeCircumstances: () => stillHolding(session),
      observeState: async () => asRestarted(await observeTarget(target), session.killedPids),
    },
  );
  session.actedMs = stimulus.delivery.at.hostMs;
  if (stimulus.delivery.kind === 'delivered') {
    session.newest = stimulus;
    session.delivered.push(stimulus);
  }
}

/** A screen that is off may be lit by anything, a message for one: it is looked at again for each image. */
async function stillHolding({
  parts,
  circumstances,
}: Session): Promise<Pick<Stimulus, 'circumstances' | 'circumstancesProof'>> {
  const dark = circumstances.has('screen-off') ? await readScreenOff(parts.adb) : undefined;
  if (dark?.off === false) {
    circumstances.delete('screen-off');
    parts.sink.timeline({ kind: 'act', at: now(), what: `the screen is no longer off: ${dark.proof}` });
  }
  return {
    ...(circumstances.size === 0 ? {} : { circumstances: [...circumstances] }),
    ...(dark?.off === true ? { circumstancesProof: dark.proof } : {}),
  };
}
