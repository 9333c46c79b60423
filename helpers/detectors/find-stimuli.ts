import type { Channel } from '../model/claim.ts';
import type { Finding, Place } from '../model/finding.ts';
import type { Sha256, StimulusId } from '../model/ids.ts';
import type { Interval } from '../model/moment.ts';
import { detectLiteralRun } from './literal-run.ts';
import { detectWholeContent } from './whole-content.ts';
import type { KnownStimulus, WindowIndex } from './window-index.ts';

/** Something that may hold a stimulus: an artifact or a body, with its bytes. */
export interface Examined {
  readonly place: Place;
  readonly channel: Channel;
  readonly sha256: Sha256;
  readonly bytes: Uint8Array;
  readonly during: Interval;
}

export interface HashedStimulus extends KnownStimulus {
  readonly sha256: Sha256;
}

/**
 * All detectors, in order: what an earlier one found of a stimulus, a later one does not report again. The index may hold
 * more than the stimuli: pictures that show what every picture of this phone shows, so that this counts for none.
 */
export function findStimuli(
  stimuli: readonly HashedStimulus[],
  index: WindowIndex,
  examined: Examined,
): readonly Finding[] {
  const whole = detectWholeContent(stimuli, examined.sha256);
  const found: Finding[] = [];
  if (whole !== undefined) {
    const length = examined.bytes.length;
    const why = `a whole copy of ${whole} (${length} bytes) is ${where(examined.place)}`;
    found.push(finding(examined, 'whole-content', whole, { offset: 0, stimulusOffset: 0, length }, why));
  }
  for (const run of detectLiteralRun(index, examined.bytes)) {
    if (run.stimulus === whole || !stimuli.some(({ id }) => id === run.stimulus)) continue;
    const why = `${run.length} bytes of ${run.stimulus} are in ${where(examined.place)}, from byte ${run.offset} on`;
    found.push(finding(examined, 'literal-run', run.stimulus, run, why));
  }
  return found;
}

function finding(
  { place, channel, sha256, during }: Examined,
  detector: Finding['detector'],
  stimulus: StimulusId,
  run: { readonly offset: number; readonly stimulusOffset: number; readonly length: number },
  why: string,
): Finding {
  const { offset, length, stimulusOffset } = run;
  return {
    detector,
    stimulus,
    channel,
    place,
    sha256,
    offset,
    length,
    stimulusOffset,
    chain: [],
    during,
    why,
  };
}

function where(place: Place): string {
  return place.kind === 'artifact'
    ? `the file ${place.path}`
    : `the ${place.part.replaceAll('-', ' ')} sent to ${place.host} (${place.flow})`;
}
