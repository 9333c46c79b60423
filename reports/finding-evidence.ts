import { readImageHeader } from '../helpers/decode/pixels/image-header.ts';
import type { Bundle } from '../helpers/model/bundle.ts';
import type { Finding } from '../helpers/model/finding.ts';
import type { Sha256 } from '../helpers/model/ids.ts';
import { type FoundCopy, foundCopy } from '../helpers/verdicts/found-copy.ts';
import { renderDifference } from './difference.ts';
import { printable } from './escape.ts';
import { flowText } from './evidence-text.ts';
import { findingText } from './finding-text.ts';
import { renderPart } from './part-of-image.ts';

/** Takes attachments. What it returns is awaited, so that nothing is attached after its test has ended. */
export interface EvidenceSink {
  attach(name: string, content: Buffer | string, type: string): unknown;
}

/** A report is looked at in a browser; larger things are named and left in the bundle. */
const LARGEST_ATTACHMENT = 8_000_000;
const TEXT = 'text/plain';

/** Attaches what was found, where, and how it differs from its stimulus. */
export async function attachFinding(bundle: Bundle, finding: Finding, sink: EvidenceSink): Promise<void> {
  const found = foundCopy(bundle, finding);
  await sink.attach(`finding by ${finding.detector}`, findingText(bundle, finding, found), TEXT);
  if (finding.place.kind === 'flow') await attachFlow(bundle, finding, sink);
  // A value is in the text, with what stands around it; it is no picture.
  if (finding.detector === 'derived-value') return;
  const picture = found && pictureOf(found);
  if (picture === undefined) await attachPart(bundle, finding, sink);
  if (picture === undefined && finding.place.kind === 'flow') return;
  await attachCopy(bundle, finding, picture, sink);
  // A picture that says what the image says need not look like it.
  if (finding.detector === 'read-text') return;
  await attachDifference(bundle, finding, picture, sink);
}

/** What begins in the midst of an image shows nothing by itself. What it says of it, whoever has the image sees. */
async function attachPart(bundle: Bundle, finding: Finding, sink: EvidenceSink): Promise<void> {
  const { detector, stimulus, stimulusOffset: start } = finding;
  const image = imageOf(bundle, stimulus);
  if (image === undefined || (detector !== 'literal-run' && detector !== 'disguised-run')) return;
  const end = start + (finding.inLayer ?? finding).length;
  const part = await renderPart(image, { start, end });
  if (part === undefined || part.png.length > LARGEST_ATTACHMENT) return;
  const rows = `rows ${part.rows.join(' to ')} of ${part.height}`;
  const name = `what its bytes ${start} to ${end - 1} say of ${stimulus}: ${rows}`;
  await sink.attach(name, Buffer.from(part.png), 'image/png');
}

function imageOf(bundle: Bundle, id: Finding['stimulus']): Uint8Array | undefined {
  const delivery = bundle.stimuli.find((one) => one.id === id)?.delivery;
  return delivery?.kind === 'delivered' ? bundle.contentOf(delivery.sha256) : undefined;
}

/** What of it is a picture: the layer as it is, or with what hid it undone. */
function pictureOf({ layer, restored }: FoundCopy): FoundCopy['restored'] | undefined {
  if (restored !== undefined && readImageHeader(restored.bytes) !== undefined) return restored;
  return readImageHeader(layer) === undefined ? undefined : { bytes: layer, how: '' };
}

/** What was found as it was before the app packed it; the object as it is where that cannot be shown. */
async function attachCopy(
  bundle: Bundle,
  finding: Finding,
  picture: FoundCopy['restored'] | undefined,
  sink: EvidenceSink,
): Promise<void> {
  const name = `found copy of ${finding.stimulus}`;
  if (picture === undefined) return await attachObject(bundle, finding.sha256, name, sink);
  await attachBytes(picture.bytes, { name, leftOut: placeOf(finding.sha256) }, sink);
  if (picture.how !== '') await sink.attach('how the found copy was made visible', picture.how, TEXT);
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

async function attachDifference(
  bundle: Bundle,
  finding: Finding,
  picture: FoundCopy['restored'] | undefined,
  sink: EvidenceSink,
): Promise<void> {
  const name = `difference between ${finding.stimulus} and the found copy`;
  const original = imageOf(bundle, finding.stimulus);
  if (original === undefined || bundle.contentOf(finding.sha256) === undefined) {
    await sink.attach(name, 'not shown: the bundle does not hold both images', TEXT);
    return;
  }
  if (picture === undefined) {
    const why = 'what was found begins in the midst of the picture, which shows nothing by itself';
    await sink.attach(name, `not shown: ${why}`, TEXT);
    return;
  }
  const difference = await differenceOf(bundle, finding, [original, picture.bytes]);
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
