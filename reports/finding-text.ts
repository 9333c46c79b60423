import type { Bundle } from '../helpers/model/bundle.ts';
import type { Finding } from '../helpers/model/finding.ts';
import { attribute } from '../helpers/verdicts/attribution.ts';
import { decodingsOf, type FoundCopy } from '../helpers/verdicts/found-copy.ts';
import { printable } from './escape.ts';

const LONGEST_LINE = 4_000;

/** A finding in lines that can be followed with other tools: where, whose, unwrapped how, what matched, and what decided. */
export function findingText(bundle: Bundle, finding: Finding, found: FoundCopy | undefined): string {
  return [
    finding.why,
    ...whereText(finding),
    `whose: ${attribute(bundle, finding).because}`,
    ...chainText(finding),
    ...matchText(finding),
    decidedText(finding),
    ...surroundings(finding, found),
  ]
    .map((line) => printable(line, LONGEST_LINE))
    .join('\n');
}

/** More are counted. */
const MOST_PARTS = 20;

function whereText({ place, offset, length, sha256, joined = [] }: Finding): readonly string[] {
  const where =
    place.kind === 'artifact' ? `file ${place.path}` : `flow ${place.flow}, ${place.part}, to ${place.host}`;
  const more = joined.length - MOST_PARTS;
  return [
    where,
    `${length} bytes at offset ${offset} of ${sha256}`,
    ...joined
      .slice(0, MOST_PARTS)
      .map((part, at) => `part ${at + 1} of ${joined.length}: ${part.of}, ${part.sha256}`),
    ...(more > 0 ? [`and ${more} more parts`] : []),
  ];
}

function chainText(finding: Finding): readonly string[] {
  const decodings = decodingsOf(finding);
  const { inLayer, detector, chain } = finding;
  return [
    `decodings: ${decodings.length === 0 ? 'none, they stand there plainly' : decodings.join(', then ')}`,
    ...(detector === 'disguised-run' ? [`disguise: ${chain.at(-1)}`] : []),
    ...(inLayer === undefined ? [] : [`decoded, ${inLayer.length} bytes at offset ${inLayer.offset}`]),
  ];
}

function matchText(finding: Finding): readonly string[] {
  const { detector, picture, stimulus, stimulusOffset, chain } = finding;
  if (picture !== undefined)
    return [
      `are a picture made of the stimulus ${stimulus}: ${picture.how}`,
      `z = ${picture.z} against its ${picture.noiseShare === undefined ? 'key' : 'noise'}; by chance once in 10^${-picture.log10P} at most`,
    ];
  if (detector === 'derived-value' || detector === 'read-text')
    return [`say of the stimulus ${stimulus}: ${chain.at(-1)}`];
  const { length } = finding.inLayer ?? finding;
  return [`are the bytes ${stimulusOffset} to ${stimulusOffset + length - 1} of the stimulus ${stimulus}`];
}

function decidedText({ decidedBy: { what, value, least } }: Finding): string {
  return `what decided: ${value} ${what}; ${least} are needed`;
}

/** So many bytes are shown on each side of a value. */
const AROUND = 80;

function surroundings(finding: Finding, found: FoundCopy | undefined): readonly string[] {
  if (finding.line !== undefined) return [`in the picture it was read as: ${finding.line}`];
  if (finding.detector !== 'derived-value' || found === undefined) return [];
  const { offset, length } = finding.inLayer ?? finding;
  const [from, to] = [Math.max(0, offset - AROUND), offset + length + AROUND];
  const part = (start: number, end: number): string =>
    Buffer.from(found.layer.subarray(start, end)).toString('utf8');
  return [
    `it stands there as: ${part(from, offset)}»${part(offset, offset + length)}«${part(offset + length, to)}`,
  ];
}
