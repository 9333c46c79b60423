import { readImageHeader } from '../helpers/decode/pixels/image-header.ts';
import type { Bundle } from '../helpers/model/bundle.ts';
import type { Finding } from '../helpers/model/finding.ts';
import type { Sha256 } from '../helpers/model/ids.ts';
import { attribute } from '../helpers/verdicts/attribution.ts';
import { foundCopy } from '../helpers/verdicts/found-copy.ts';
import { renderDifference } from './difference.ts';
import { printable } from './escape.ts';
import { flowText } from './evidence-text.ts';

/** Takes attachments. What it returns is awaited, so that nothing is attached after its test has ended. */
export interface EvidenceSink {
  attach(name: string, content: Buffer | string, type: string): unknown;
}

/** A report is looked at in a browser; larger things are named and left in the bundle. */
const LARGEST_ATTACHMENT = 8_000_000;
const TEXT = 'text/plain';

/** Attaches what was found, where, and how it differs from its stimulus. */
export async function attachFinding(bundle: Bundle, finding: Finding, sink: EvidenceSink): Promise<void> {
  await sink.attach(`finding by ${finding.detector}`, findingText(bundle, finding), TEXT);
  switch (finding.place.kind) {
    case 'artifact':
      await attachCopy(bundle, finding, sink);
      return await attachDifference(bundle, finding, sink);
    case 'flow': {
      await attachFlow(bundle, finding, sink);
      const copy = foundCopy(bundle, finding);
      if (copy === undefined || readImageHeader(copy) === undefined) return;
      await attachCopy(bundle, finding, sink);
      return await attachDifference(bundle, finding, sink);
    }
  }
}

/** What was found as it was before the app packed it; the object as it is where that cannot be shown. */
async function attachCopy(bundle: Bundle, finding: Finding, sink: EvidenceSink): Promise<void> {
  const name = `found copy of ${finding.stimulus}`;
  const copy = foundCopy(bundle, finding);
  if (copy === undefined) await attachObject(bundle, finding.sha256, name, sink);
  else await attachBytes(copy, { name, leftOut: placeOf(finding.sha256) }, sink);
}

/** Attaches the bytes of an object: an image as one, anything else for download. */
export async function attachObject(
  bundle: Bundle,
  sha256: Sha256,
  name: string,
  sink: EvidenceSink,
): Promise<void> {
  const bytes = bundle.contentOf(sha256);
  if (bytes === undefined) {
    await sink.attach(name, `the bundle does not hold ${sha256}`, TEXT);
  } else {
    await attachBytes(bytes, { name, leftOut: placeOf(sha256) }, sink);
  }
}

async function attachBytes(
  bytes: Uint8Array,
  { name, leftOut }: { readonly name: string; readonly leftOut: string },
  sink: EvidenceSink,
): Promise<void> {
  if (bytes.length > LARGEST_ATTACHMENT) {
    const why = `left out: ${bytes.length} bytes are more than ${LARGEST_ATTACHMENT}`;
    await sink.attach(name, `${why}; they are in the bundle at ${leftOut}`, TEXT);
    return;
  }
  // Only formats that cannot hold scripts get a type that a browser draws; SVG and HTML are not among them.
  const type = readImageHeader(bytes)?.type ?? 'application/octet-stream';
  await sink.attach(name, Buffer.from(bytes), type);
}

function placeOf(sha256: Sha256): string {
  return `objects/${sha256.slice(0, 2)}/${sha256.slice(2)}`;
}

/** A text within the limit, cut at its end when it is longer, and saying so. */
export function limited(text: string): { readonly text: string; readonly cut: boolean } {
  const bytes = Buffer.from(text);
  if (bytes.length <= LARGEST_ATTACHMENT) return { text, cut: false };
  const kept = bytes.subarray(0, LARGEST_ATTACHMENT).toString('utf8');
  const note = `… cut: ${bytes.length} bytes are more than ${LARGEST_ATTACHMENT}; the bundle has all of it`;
  return { text: `${kept}\n${note}`, cut: true };
}

function findingText(bundle: Bundle, finding: Finding): string {
  const { place, offset, length, sha256, stimulusOffset, stimulus, chain, inLayer, picture } = finding;
  const where =
    place.kind === 'artifact' ? `file ${place.path}` : `flow ${place.flow}, ${place.part}, to ${place.host}`;
  return [
    finding.why,
    where,
    `whose: ${attribute(bundle, finding).because}`,
    `${length} bytes at offset ${offset} of ${sha256}`,
    `decodings: ${chain.length === 0 ? 'none, they stand there plainly' : chain.join(', then ')}`,
    ...(inLayer === undefined ? [] : [`decoded, ${inLayer.length} bytes at offset ${inLayer.offset}`]),
    picture === undefined
      ? `are the bytes at offset ${stimulusOffset} of the stimulus ${stimulus}`
      : `are a picture made of the stimulus ${stimulus}: ${picture.how}`,
    ...(picture === undefined
      ? []
      : [
          `z = ${picture.z} against its key, where 8 is needed; by chance once in 10^${-picture.log10P} at most`,
        ]),
  ]
    .map((line) => printable(line, 4_000))
    .join('\n');
}

async function attachDifference(bundle: Bundle, finding: Finding, sink: EvidenceSink): Promise<void> {
  const name = `difference between ${finding.stimulus} and the found copy`;
  const stimulus = bundle.stimuli.find((one) => one.id === finding.stimulus);
  const original =
    stimulus?.delivery.kind === 'delivered' ? bundle.contentOf(stimulus.delivery.sha256) : undefined;
  const copy = foundCopy(bundle, finding);
  if (original === undefined || copy === undefined) {
    await sink.attach(name, 'not shown: the bundle does not hold both images', TEXT);
    return;
  }
  const difference = await differenceOf(bundle, finding, [original, copy]);
  if ('unavailable' in difference) {
    await sink.attach(name, `not shown: ${printable(difference.unavailable)}`, TEXT);
    return;
  }
  const { png, differingPixels, totalPixels, note } = difference;
  const count = `${differingPixels} of ${totalPixels} pixels differ`;
  if (png.length <= LARGEST_ATTACHMENT) await sink.attach(`${name}: ${count}`, Buffer.from(png), 'image/png');
  else await sink.attach(name, `${count}; the picture is left out: ${png.length} bytes`, TEXT);
  if (note !== undefined) await sink.attach('how they were compared', note, TEXT);
}

/** One finding stands in the evidence of several claims; its picture takes half a second and 40 MB to make. */
const rendered = new WeakMap<Bundle, Map<string, ReturnType<typeof renderDifference>>>();

function differenceOf(
  bundle: Bundle,
  { stimulus, sha256, chain, picture }: Finding,
  [original, copy]: readonly [Uint8Array, Uint8Array],
): ReturnType<typeof renderDifference> {
  const known = rendered.get(bundle) ?? new Map<string, ReturnType<typeof renderDifference>>();
  rendered.set(bundle, known);
  const key = [stimulus, sha256, ...chain].join(' ');
  const difference = known.get(key) ?? renderDifference(original, copy, picture?.toImage);
  known.set(key, difference);
  return difference;
}

async function attachFlow(bundle: Bundle, finding: Finding, sink: EvidenceSink): Promise<void> {
  const { place } = finding;
  if (place.kind !== 'flow') return;
  const flow = bundle.flows.find((one) => one.id === place.flow);
  const text = flow === undefined ? 'the bundle does not hold this flow' : flowText(flow);
  await sink.attach(`flow ${place.flow}`, limited(text).text, TEXT);
}
