import { HarnessError } from '../../model/harness-error.ts';
import { deliverStimulus, type StimulusOrder } from '../deliver-stimulus.ts';
import { observeTarget } from '../target-app.ts';
import { asRestarted } from './restarted.ts';
import type { Session } from './session.ts';

/** Makes one stimulus of the scenario that is being recorded, and notes the target's state at that moment. */
export async function deliver(
  session: Session,
  order: Omit<StimulusOrder, 'scenario' | 'circumstances' | 'observeState'>,
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
      circumstances: [...session.circumstances],
      observeState: async () => asRestarted(await observeTarget(target), session.killedPids),
    },
  );
  if (stimulus.delivery.kind === 'delivered') {
    session.newest = stimulus;
    session.delivered.push(stimulus);
  }
}
