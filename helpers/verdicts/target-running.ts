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
 * target ran behind, and went on running until it had been told of the image and storage was listed.
 */
export function targetRanBehind(bundle: Bundle, scope: Scope): readonly Gap[] {
  const delivered = stimuliIn(bundle, scope).filter(({ delivery }) => delivery.kind === 'delivered');
  const behind = delivered.filter(({ processState }) => processState !== 'foreground');
  const halts = new Map(behind.map((one) => [one.id, haltOf(bundle, one)]));
  const hurried = new Set(behind.filter((one) => listedMs(bundle, one) === undefined).map(({ id }) => id));
  const exercised = new Set(
    behind.filter(({ id }) => halts.get(id) === undefined && !hurried.has(id)).map(({ kind }) => kind),
  );
  const gaps = behind.flatMap((one): readonly Gap[] => {
    if (exercised.has(one.kind)) return [];
    const halt = halts.get(one.id);
    if (halt !== undefined) return [idleGap(one, halt.state, halt.proof)];
    return hurried.has(one.id) ? [hurriedGap(bundle, one)] : [];
  });
  if (behind.length > 0 || delivered.length === 0) return gaps;
  const because = 'no image was made while the app was in the background';
  return [{ code: 'not-exercised', because, remedy: 'leave the app, then make one' }];
}

type Idle = 'stopped' | 'frozen' | 'maybe-frozen';

/** What may be frozen shows as little as what is. */
function isIdle(state: ProcessState): state is Idle {
  return state === 'stopped' || state === 'frozen' || state === 'maybe-frozen';
}

interface Halt {
  readonly state: Idle;
  readonly proof: string;
}

/** What kept the target from reacting: at the image itself, or seen before storage was listed after it. */
function haltOf(bundle: Bundle, stimulus: Stimulus): Halt | undefined {
  const { processState, processStateProof, requested } = stimulus;
  if (isIdle(processState)) return { state: processState, proof: processStateProof };
  const untilMs = listedMs(bundle, stimulus) ?? Number.MAX_SAFE_INTEGER;
  const halts = bundle.counters.flatMap((sample): readonly (Halt & { readonly hostMs: number })[] => {
    if (sample.kind !== 'process-state' || sample.package !== bundle.run.app.package) return [];
    const { state, proof, hostMs } = sample;
    return hostMs >= requested.hostMs && hostMs <= untilMs && isIdle(state) ? [{ state, proof, hostMs }] : [];
  });
  return halts.sort((a, b) => a.hostMs - b.hostMs || (a.state < b.state ? -1 : a.state > b.state ? 1 : 0))[0];
}

/**
 * When storage was listed first after the phone must have told the target of the image; `undefined` when it never was, or
 * when the target was in front again before that.
 */
function listedMs(bundle: Bundle, { delivery }: Stimulus): number | undefined {
  const toldMs = delivery.at.hostMs + bundle.run.device.noticeDelayMs;
  const returnedMs = bundle.timeline
    .filter((event) => event.kind === 'target-entered-foreground' && event.at.hostMs > delivery.at.hostMs)
    .map((event) => event.at.hostMs);
  const inTime = passStarts(bundle).filter(
    (startedMs) => startedMs >= toldMs && returnedMs.every((hostMs) => startedMs < hostMs),
  );
  return inTime.length === 0 ? undefined : Math.min(...inTime);
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

function hurriedGap(bundle: Bundle, { id, scenario }: Stimulus): Gap {
  const { androidRelease, noticeDelayMs } = bundle.run.device;
  return {
    code: 'window-too-short',
    scenario,
    stimulus: id,
    because: `after the stimulus ${id} storage was not listed again while the target was in the background and had been told of it, for which Android ${androidRelease} takes up to ${noticeDelayMs / 1000} s`,
    remedy: `repeat the run with --window=${Math.ceil(noticeDelayMs / 1000) + 2} or more`,
  };
}

function idleGap({ id, scenario }: Stimulus, state: Idle, proof: string): Gap {
  const was = state === 'maybe-frozen' ? 'may have been frozen' : `was ${state}`;
  return {
    code: state === 'stopped' ? 'target-not-running' : 'target-frozen',
    scenario,
    stimulus: id,
    because: `the target ${was} at the stimulus ${id}, or before storage was listed after it (${proof})`,
    remedy: 'repeat the run with the target running',
  };
}
