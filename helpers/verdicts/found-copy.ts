import { undoDisguise } from '../detectors/disguise/undo-disguise.ts';
import { evidenceRegions } from '../detectors/evidence-regions.ts';
import { isNamedLast } from '../detectors/find-stimuli.ts';
import { followChain } from '../detectors/follow-chain.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import { joinAgain } from './joined-parts.ts';

/** What a finding found, and how it was made to be looked at. */
export interface FoundCopy {
  /** The layer that its chain leads to. */
  readonly layer: Uint8Array;
  /** The layer with its disguise taken off, and with a head where the app had taken that away; absent where neither was done. */
  readonly restored?: { readonly bytes: Uint8Array; readonly how: string };
}

/** What a finding found, put together and unwrapped as it says; `undefined` when the bundle does not hold it. */
export function foundCopy(bundle: Bundle, finding: Finding): FoundCopy | undefined {
  const { sha256, joined } = finding;
  const object = joined === undefined ? bundle.contentOf(sha256) : joinAgain(bundle, joined);
  const image = imageOf(bundle, finding);
  const layer = object && followChain(object, decodingsOf(finding), (bytes) => holds(bytes, finding, image));
  if (layer === undefined) return undefined;
  const restored = image && restore(layer, finding, image);
  return { layer, ...(restored !== undefined && { restored }) };
}

/** The steps of a chain that are decodings: the first may say that parts were joined, the last what was found. */
export function decodingsOf({ chain, joined, detector }: Finding): readonly string[] {
  return chain.slice(joined === undefined ? 0 : 1, isNamedLast(detector) ? -1 : undefined);
}

function imageOf(bundle: Bundle, { stimulus }: Finding): Uint8Array | undefined {
  const delivery = bundle.stimuli.find(({ id }) => id === stimulus)?.delivery;
  return delivery?.kind === 'delivered' ? bundle.contentOf(delivery.sha256) : undefined;
}

function holds(layer: Uint8Array, finding: Finding, image: Uint8Array | undefined): boolean {
  const { detector, stimulusOffset } = finding;
  const { offset, length } = finding.inLayer ?? finding;
  if (offset + length > layer.length) return false;
  if (detector !== 'literal-run' || image === undefined) return true;
  for (let step = 0; step < length; step += 1)
    if (layer[offset + step] !== image[stimulusOffset + step]) return false;
  return true;
}

function restore(layer: Uint8Array, finding: Finding, image: Uint8Array): FoundCopy['restored'] {
  const { detector, chain, stimulusOffset } = finding;
  const { offset, length } = finding.inLayer ?? finding;
  switch (detector) {
    case 'disguised-run': {
      const disguise = chain.at(-1) ?? '';
      const bytes = undoDisguise(layer, image, { offset, length, stimulusOffset, disguise });
      return bytes && withHead(bytes, finding, image, [`it was ${disguise}, which has been undone`]);
    }
    case 'literal-run': {
      // On the places that the bytes have in the image.
      const bytes = Buffer.concat([
        new Uint8Array(Math.max(0, stimulusOffset - offset)),
        layer.subarray(Math.max(0, offset - stimulusOffset), offset + length),
      ]);
      return withHead(bytes, finding, image, []);
    }
    case 'whole-content':
    case 'without-place':
    case 'keyed-picture':
    case 'unmarked-picture':
    case 'derived-value':
    case 'read-text':
      return undefined;
  }
}

/** By these a decoder knows a picture. */
const MAGIC_BYTES = 8;
/** So many have to be there behind the head, or nothing of the picture can be seen. */
const FIRST_BYTES = 32;

/**
 * What an app changes first is a picture's head, by which every tool knows it. That shows nothing of the picture: with the
 * image's own before it, what was found can be looked at. What begins in the midst of the picture shows nothing by itself.
 */
function withHead(
  bytes: Uint8Array,
  { stimulus }: Finding,
  image: Uint8Array,
  how: readonly string[],
): FoundCopy['restored'] {
  const head = evidenceRegions(image)[0]?.start ?? 0;
  if (!isAlike(bytes, image, head, head + FIRST_BYTES)) return undefined;
  if (isAlike(bytes, image, 0, MAGIC_BYTES))
    return how.length === 0 ? undefined : { bytes, how: how.join('; ') };
  const put = `its first ${head} bytes, which are of the format and show nothing, were put back from ${stimulus}`;
  const restored = Buffer.concat([image.subarray(0, head), bytes.subarray(head)]);
  return { bytes: restored, how: [...how, put].join('; ') };
}

function isAlike(one: Uint8Array, other: Uint8Array, from: number, to: number): boolean {
  return Buffer.compare(one.subarray(from, to), other.subarray(from, to)) === 0;
}
