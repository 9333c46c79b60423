import type { Bundle } from '../model/bundle.ts';
import type { Gap } from '../model/gap.ts';
import type { ProcessState, Stimulus } from '../model/stimulus.ts';
import { holdsMoment, type Scope, stimuliIn } from './scope.ts';

/**
 * For claims about more than the background: an image that came while the target was stopped or frozen counts once the target
 * was seen running after it, and storage was listed after that. Otherwise it shows nothing of the target.
 */
export function targetCouldReact(bundle: Bundle, scope: Scope): readonly Gap[] {
  return stimuliIn(bundle, scope).flatMap((stimulus): readonly Gap[] => {
    const { processState, processStateProof } = stimulus;
    if (!isIdle(processState) || ranLater(bundle, scope, stimulus)) return [];
    return [idleGap(stimulus, processState, processStateProof)];
  });
}

/**
 * For claims about the background such an image never counts: another one of its kind must have been made while the
 * target ran behind, and went on running until storage was listed.
 */
export function targetRanBehind(bundle: Bundle, scope: Scope): readonly Gap[] {
  const delivered = stimuliIn(bundle, scope).filter(({ delivery }) => delivery.kind === 'delivered');
  const behind = delivered.filter(({ processState }) => processState !== 'foreground');
  const halts = new Map(behind.map((one) => [one.id, haltOf(bundle, one)]));
  const gaps = behind.flatMap((one): readonly Gap[] => {
    const halt = halts.get(one.id);
    const another = behind.some(({ id, kind }) => kind === one.kind && halts.get(id) === undefined);
    return halt === undefined || another ? [] : [idleGap(one, halt.state, halt.proof)];
  });
  if (behind.length > 0 || delivered.length === 0) return gaps;
  const because = 'no image was made while the app was in the background';
  return [{ code: 'not-exercised', because, remedy: 'leave the app, then make one' }];
}

function isIdle(state: ProcessState): state is 'stopped' | 'frozen' {
  return state === 'stopped' || state === 'frozen';
}

interface Halt {
  readonly state: 'stopped' | 'frozen';
  readonly proof: string;
}

/** What kept the target from reacting: at the image itself, or seen before storage was listed after it. */
function haltOf(
  bundle: Bundle,
  { processState, processStateProof, requested, delivery }: Stimulus,
): Halt | undefined {
  if (isIdle(processState)) return { state: processState, proof: processStateProof };
  const listedMs = Math.min(
    ...passStarts(bundle).filter((startedMs) => startedMs >= delivery.at.hostMs),
    Number.MAX_SAFE_INTEGER,
  );
  const halts = bundle.counters.flatMap((sample): readonly (Halt & { readonly hostMs: number })[] => {
    if (sample.kind !== 'process-state' || sample.package !== bundle.run.app.package) return [];
    const { state, proof, hostMs } = sample;
    return hostMs >= requested.hostMs && hostMs <= listedMs && isIdle(state)
      ? [{ state, proof, hostMs }]
      : [];
  });
  return halts.sort((a, b) => a.hostMs - b.hostMs || (a.state < b.state ? -1 : a.state > b.state ? 1 : 0))[0];
}

function ranLater(bundle: Bundle, scope: Scope, { delivery }: Stimulus): boolean {
  const seen = [
    ...bundle.counters.flatMap((sample) =>
      sample.kind === 'process-state' && sample.package === bundle.run.app.package && !isIdle(sample.state)
        ? [sample.hostMs]
        : [],
    ),
    ...bundle.timeline.flatMap(({ kind, at }) => (kind === 'target-entered-foreground' ? [at.hostMs] : [])),
  ].filter((hostMs) => hostMs > delivery.at.hostMs && holdsMoment(scope, hostMs));
  return passStarts(bundle).some(
    (startedMs) => holdsMoment(scope, startedMs) && seen.some((hostMs) => hostMs <= startedMs),
  );
}

function passStarts(bundle: Bundle): readonly number[] {
  return bundle.timeline.flatMap((event) => (event.kind === 'watch-pass' ? [event.pass.startedMs] : []));
}

function idleGap({ id, scenario }: Stimulus, state: 'stopped' | 'frozen', proof: string): Gap {
  return {
    code: state === 'stopped' ? 'target-not-running' : 'target-frozen',
    scenario,
    stimulus: id,
    because: `the target was ${state} at the stimulus ${id}, or before storage was listed after it (${proof})`,
    remedy: 'repeat the run with the target running',
  };
}
