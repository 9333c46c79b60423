import type { Measure, SaidValue } from '../model/finding.ts';
import type { StimulusId } from '../model/ids.ts';
import type { Canary } from '../model/stimulus.ts';
import { roundedReadings } from './derived/place-in-text.ts';
import { geohashSpellings, placeReadings } from './derived/place-readings.ts';
import { LEAST_CHARACTERS, spellingsOf } from './derived/spellings.ts';
import type { KnownStimulus } from './window-index.ts';

/** Something that only one image says stands in the data: its digits, its place, the hash of its file. */
export interface DerivedValue {
  readonly stimulus: StimulusId;
  /** E.g. `its digits in groups of four`. */
  readonly what: string;
  readonly offset: number;
  readonly length: number;
  readonly measure: Measure;
  readonly value: SaidValue;
}

export interface CanariedStimulus extends KnownStimulus {
  readonly canaries: readonly Canary[];
}

/** A value of a stimulus, findable by the two bytes with which it begins, behind zeros that go on. */
interface Sought {
  readonly stimulus: StimulusId;
  readonly begins: Uint8Array;
  readonly what: string;
  readonly measure: Measure;
  readonly value: SaidValue;
  confirm(bytes: Uint8Array, at: number): { readonly from: number; readonly to: number } | undefined;
}

export type ValueIndex = ReadonlyMap<number, readonly Sought[]>;

/**
 * Makes the list of what stimuli say. What two of them say alike is told of neither. With `weak`, also what others have as
 * well: for whoever can tell it apart.
 */
export function buildValueIndex(
  stimuli: readonly CanariedStimulus[],
  options: { readonly weak?: boolean } = {},
): ValueIndex {
  const all = stimuli.flatMap((one) => [...soughtOf(one), ...(options.weak === true ? weakOf(one) : [])]);
  const owners = new Map<string, Set<StimulusId>>();
  const nameOf = ({ what, begins }: Sought): string => `${what} ${Buffer.from(begins).toString('latin1')}`;
  for (const one of all) owners.set(nameOf(one), (owners.get(nameOf(one)) ?? new Set()).add(one.stimulus));
  const index = new Map<number, Sought[]>();
  for (const one of all) {
    if (one.begins.length > MOST_SHARED && (owners.get(nameOf(one))?.size ?? 0) > 1) continue;
    const zeros = leadingZeros(one.begins);
    const key = ((one.begins[zeros] ?? 0) << 8) | (one.begins[zeros + 1] ?? 0);
    index.set(key, [...(index.get(key) ?? []), one]);
  }
  return index;
}

/** The beginning of a number, which is confirmed by what follows, may be that of several. */
const MOST_SHARED = 8;

/**
 * Finds values of stimuli, the best of each. A value counts only where chance has none: at least twelve characters, or two
 * numbers that are both right to a metre. Four digits, a rounded place or a time are had by others as well.
 */
export function detectDerivedValues(index: ValueIndex, bytes: Uint8Array): readonly DerivedValue[] {
  const found = new Map<StimulusId, DerivedValue>();
  const begins = new Uint8Array(65_536);
  for (const key of index.keys()) begins[key] = 1;
  let pair = bytes[0] ?? 0;
  for (let at = 0; at + 1 < bytes.length; at += 1) {
    pair = ((pair << 8) | (bytes[at + 1] ?? 0)) & 0xffff;
    if (begins[pair] === 0) continue;
    for (const sought of index.get(pair) ?? []) {
      const { stimulus, what, measure, value } = sought;
      const before = found.get(stimulus);
      if (before !== undefined && weight(before.value) <= weight(value)) continue;
      const from = at - leadingZeros(sought.begins);
      if (from < 0 || !standsAt(bytes, from, sought.begins)) continue;
      const where = sought.confirm(bytes, from);
      if (where === undefined) continue;
      found.set(stimulus, {
        stimulus,
        what,
        measure,
        value,
        offset: where.from,
        length: where.to - where.from,
      });
    }
  }
  return [...found.values()];
}

/** What only the image says before what may be known otherwise, and that before what others have as well. */
export function weight({ kind, weak }: SaidValue): number {
  if (weak === true) return 2;
  return kind === 'file-name' || kind === 'position' ? 1 : 0;
}

function soughtOf({ id, bytes, canaries }: CanariedStimulus): readonly Sought[] {
  const places = canaries.flatMap(({ kind, value }) => (kind === 'position' ? placeOf(value) : []));
  const cells = places.flatMap(geohashSpellings).map((one) => ({ ...one, measure: CELL }));
  const spellings = spellingsOf(bytes, canaries).map((one) => ({
    ...one,
    measure: inARow(one.bytes.length),
  }));
  return [
    ...[...spellings, ...cells].map(({ bytes: begins, what, measure, kind }) => ({
      stimulus: id,
      begins,
      what,
      measure,
      value: { kind },
      confirm: (_bytes: Uint8Array, at: number) => ({ from: at, to: at + begins.length }),
    })),
    ...places.flatMap(placeReadings).map(({ anchor, what, confirm }) => ({
      stimulus: id,
      begins: anchor,
      what,
      measure: PLACE,
      value: POSITION,
      confirm,
    })),
  ];
}

/** What is told of and decides nothing. */
function weakOf({ id, canaries }: CanariedStimulus): readonly Sought[] {
  return canaries.flatMap(({ kind, value }): readonly Sought[] => {
    if (kind === 'position')
      return placeOf(value)
        .flatMap(roundedReadings)
        .map(({ anchor, what, confirm }) => ({
          stimulus: id,
          begins: anchor,
          what,
          measure: ROUNDED_PLACE,
          value: { kind, weak: true },
          confirm,
        }));
    if (kind !== 'digits' || value.length < LEAST_CHARACTERS) return [];
    const begins = Buffer.from(value.slice(-LAST_DIGITS));
    const confirm: Sought['confirm'] = (bytes, at) => {
      const alone = !isNumeral(bytes[at - 1]) && !isNumeral(bytes[at + LAST_DIGITS]);
      return alone ? { from: at, to: at + LAST_DIGITS } : undefined;
    };
    const what = 'its last four digits';
    const measure = inARow(LAST_DIGITS);
    return [{ stimulus: id, begins, what, measure, value: { kind, weak: true }, confirm }];
  });
}

const LAST_DIGITS = 4;
const POSITION: SaidValue = { kind: 'position' };
const ROUNDED_PLACE: Measure = {
  what: 'numbers that lie within half a kilometre of its place',
  value: 2,
  least: 2,
};

/** A digit, a letter, or what stands within numbers. */
function isNumeral(byte: number | undefined): boolean {
  return byte !== undefined && /[0-9A-Za-z.,_-]/.test(String.fromCharCode(byte));
}

const PLACE: Measure = { what: 'numbers that lie within metres of its place', value: 2, least: 2 };
const CELL: Measure = { what: 'letters of the geohash of its place', value: 9, least: 9 };

function inARow(bytes: number): Measure {
  return { what: 'bytes of the value, in a row', value: bytes, least: LEAST_CHARACTERS };
}

/** `latitude,longitude`; what has another form is no place. */
function placeOf(text: string): readonly { readonly latitude: number; readonly longitude: number }[] {
  const [latitude, longitude, ...rest] = text.split(',').map(Number);
  if (latitude === undefined || longitude === undefined || rest.length > 0) return [];
  return Number.isFinite(latitude) && Number.isFinite(longitude) ? [{ latitude, longitude }] : [];
}

/** How many zeros come before the last one, as in UTF-32: two zeros are everywhere, a zero and a letter are not. */
function leadingZeros(begins: Uint8Array): number {
  let zeros = 0;
  while (zeros + 2 < begins.length && begins[zeros] === 0 && begins[zeros + 1] === 0) zeros += 1;
  return zeros;
}

function standsAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  if (at + wanted.length > bytes.length) return false;
  for (let step = 0; step < wanted.length; step += 1) if (bytes[at + step] !== wanted[step]) return false;
  return true;
}
