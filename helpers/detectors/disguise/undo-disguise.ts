import { DISGUISES, type Relation } from './disguises.ts';

/** A disguised run as a finding tells of it. */
export interface ToldDisguise {
  /** E.g. `XORed with a repeating key (0x5a)`. */
  readonly disguise: string;
  /** Of the run: in the layer, and in the image. */
  readonly offset: number;
  readonly stimulusOffset: number;
  readonly length: number;
}

/**
 * A layer with the disguise taken off that was found in it, on the place that each byte has in the image: zero where the layer
 * holds nothing. The image tells key and alphabet by the run alone; what else the layer holds shows what it shows.
 * `undefined` when the run is not there in that disguise.
 */
export function undoDisguise(
  layer: Uint8Array,
  image: Uint8Array,
  { disguise, offset, stimulusOffset, length }: ToldDisguise,
): Uint8Array | undefined {
  const [, name, key] = /^(.*?)(?: \(0x([0-9a-f]+)\))?$/.exec(disguise) ?? [];
  for (const way of DISGUISES.filter((one) => one.name === name)) {
    const hidden = way.ofStimulus(image);
    const data = way.ofData(layer);
    for (let at = 0; at < hidden.length; at += 1) {
      if (way.origin(at, hidden.length) !== stimulusOffset) continue;
      const run = { data: offset, image: at, length };
      const open = opener(way.relation, (key ?? '').length / 2, { data, hidden, run });
      if (open === undefined) continue;
      const opened = hidden.map((_, place) => open(data[place - at + offset], place));
      return way.undo(opened, image[0] ?? 0).subarray(0, image.length);
    }
  }
  return undefined;
}

interface Compared {
  readonly data: Uint8Array;
  readonly hidden: Uint8Array;
  readonly run: { readonly data: number; readonly image: number; readonly length: number };
}

/** Opens a byte by the place that it has in the image. `undefined` when not all of the run is opened by it. */
function opener(
  relation: Relation,
  period: number,
  compared: Compared,
): ((byte: number | undefined, place: number) => number) | undefined {
  const { data, hidden, run } = compared;
  const open = openerOf(relation, period, compared);
  for (let step = 0; step < run.length; step += 1) {
    const byte = data[run.data + step];
    if (byte === undefined || open(byte, run.image + step) !== hidden[run.image + step]) return undefined;
  }
  return open;
}

function openerOf(
  relation: Relation,
  period: number,
  { data, hidden, run }: Compared,
): (byte: number | undefined, place: number) => number {
  switch (relation.kind) {
    case 'equal':
      return (byte) => byte ?? 0;
    case 'key': {
      const xor = relation.combine === 'xor';
      const key = Array.from({ length: period }, (_, step) => {
        const [closed, open] = [data[run.data + step] ?? 0, hidden[run.image + step] ?? 0];
        return xor ? closed ^ open : (closed - open) & 255;
      });
      return (byte, place) => {
        if (byte === undefined) return 0;
        const one = key[(((place - run.image) % period) + period) % period] ?? 0;
        return xor ? byte ^ one : (byte - one) & 255;
      };
    }
    case 'substitution': {
      const table = new Uint8Array(256);
      for (let step = 0; step < run.length; step += 1)
        table[data[run.data + step] ?? 0] = hidden[run.image + step] ?? 0;
      return (byte) => (byte === undefined ? 0 : (table[byte] ?? 0));
    }
  }
}
