import type { Channel } from '../model/claim.ts';
import type { Finding, Measure, PictureEvidence, Place } from '../model/finding.ts';
import type { Sha256 } from '../model/ids.ts';
import type { Interval } from '../model/moment.ts';
import type { Match } from './match.ts';
import { LEAST_Z } from './picture/key-score.ts';
import { SHORTEST_RUN } from './window-filter.ts';

/** Something that may hold a stimulus: an artifact or a body, with its bytes. */
export interface Examined {
  readonly place: Place;
  readonly channel: Channel;
  readonly sha256: Sha256;
  readonly bytes: Uint8Array;
  readonly during: Interval;
}

/** What was found in an object, said of the place where that object was. */
export function findStimuli(
  matches: readonly Match[],
  examined: Omit<Examined, 'bytes'>,
): readonly Finding[] {
  const { place, channel, sha256, during } = examined;
  return matches.map((match) => {
    const { detector, run, chain, from } = match;
    const { stimulus, stimulusOffset, length } = run;
    return {
      detector,
      stimulus,
      channel,
      place,
      sha256,
      offset: from.start,
      length: from.end - from.start,
      stimulusOffset,
      chain,
      ...(match.picture !== undefined && { picture: match.picture }),
      ...(chain.length > 0 && { inLayer: { offset: run.offset, length } }),
      ...(match.value !== undefined && { value: match.value }),
      ...(match.line !== undefined && { line: match.line }),
      decidedBy: measureOf(match),
      during,
      why: why(match, place),
    };
  });
}

/** Substitutions need more than other disguises do, which their proof asks for: a table of bytes explains some of them. */
function measureOf({ detector, run: { length }, picture, measure }: Match): Measure {
  switch (detector) {
    case 'whole-content':
    case 'without-place':
      return { what: 'bytes alike, of as many', value: length, least: length };
    case 'literal-run':
    case 'disguised-run':
      return { what: 'bytes alike in a row', value: length, least: SHORTEST_RUN };
    case 'derived-value':
    case 'read-text':
      return measure ?? { what: 'bytes of the value', value: length, least: length };
    case 'keyed-picture':
      return {
        what: 'standard deviations from what a picture without the key shows',
        value: Math.abs(picture?.z ?? 0),
        least: LEAST_Z,
      };
    case 'unmarked-picture':
      return {
        what: 'standard deviations from how much pictures of one scene agree in their noise by chance',
        value: picture?.z ?? 0,
        least: LEAST_Z,
      };
  }
}

function why({ detector, run, chain, picture, line }: Match, place: Place): string {
  const { stimulus, offset, length } = run;
  const named = isNamedLast(detector);
  const decodings = named ? chain.slice(0, -1) : chain;
  const by = decodings.length === 0 ? '' : `, decoded by ${decodings.join(', ')}`;
  switch (detector) {
    case 'literal-run':
      return `${ofImage(run)} are in ${where(place)}${by}, from byte ${offset} on`;
    case 'disguised-run':
      return `${ofImage(run)} are in ${where(place)}${by}, ${chain.at(-1)}, from byte ${offset} on`;
    case 'derived-value':
      return `of ${stimulus}, ${chain.at(-1)} (${length} bytes) stands in ${where(place)}${by}, from byte ${offset} on`;
    case 'read-text':
      return `of ${stimulus}, ${chain.at(-1)} can be read in a picture that is ${by === '' ? '' : 'in '}${where(place)}${by}: “${line}”`;
    case 'whole-content':
    case 'without-place': {
      // Android blots it out for apps that may not know it.
      const but = detector === 'without-place' ? ', without the place where it was taken' : '';
      return `a whole copy of ${stimulus} (${length} bytes${but}) is ${by === '' ? '' : 'in '}${where(place)}${by}`;
    }
    case 'keyed-picture':
    case 'unmarked-picture':
      return `a picture made of ${stimulus} is ${by === '' ? '' : 'in '}${where(place)}${by}${inWords(picture)}`;
  }
}

/** A run may begin in the midst of the image. */
function ofImage({ stimulus, stimulusOffset, length }: Match['run']): string {
  return `${length} bytes of ${stimulus} (${stimulusOffset} to ${stimulusOffset + length - 1} of its file)`;
}

/** The last step of its chain is what was found, and no decoding. */
export function isNamedLast(detector: Finding['detector']): boolean {
  return detector === 'disguised-run' || detector === 'derived-value' || detector === 'read-text';
}

function inWords(picture: PictureEvidence | undefined): string {
  if (picture === undefined) return '';
  const { how, z, log10P, noiseShare } = picture;
  if (noiseShare !== undefined)
    return `: ${how}; no key marks that image, but ${Math.round(100 * noiseShare)} % of the noise of that one exposure is in it (z = ${z}), as in another photo of the scene by chance once in 10^${-log10P} at most`;
  return `: ${how}; it carries the key of that image (z = ${z}), as others do by chance once in 10^${-log10P} at most`;
}

function where(place: Place): string {
  return place.kind === 'artifact'
    ? `the file ${place.path}`
    : `the ${place.part.replaceAll('-', ' ')} sent to ${place.host} (${place.flow})`;
}
