import type { StimulusId } from '../model/ids.ts';
import { placeFields } from './place-fields.ts';
import type { KnownStimulus } from './window-index.ts';

/**
 * The stimulus whose file this is as Android hands it to apps that may not know where a photo was taken (from 10 on): the
 * same bytes, but for zeros in the place of all of some fields of the place. A place of which a part stands, or in whose
 * stead anything else stands, could carry something: that is no such copy.
 */
export function detectWithoutPlace(
  stimuli: readonly KnownStimulus[],
  bytes: Uint8Array,
): StimulusId | undefined {
  return stimuli.find((one) => one.bytes.length === bytes.length && isRedacted(one.bytes, bytes))?.id;
}

function isRedacted(original: Uint8Array, bytes: Uint8Array): boolean {
  const blank = placeFields(original).filter(({ start, end }) =>
    bytes.subarray(start, end).every((byte) => byte === 0),
  );
  if (blank.length === 0) return false;
  const expected = Uint8Array.from(original);
  for (const { start, end } of blank) expected.fill(0, start, end);
  return Buffer.compare(expected, bytes) === 0;
}
