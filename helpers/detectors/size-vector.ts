import type { StimulusId } from '../model/ids.ts';
import type { Interval } from '../model/moment.ts';

/** A stimulus as its size shows it. */
export interface SizedStimulus {
  readonly id: StimulusId;
  /** Chance may change sizes among those of one kind only: an app may well treat photos and screenshots differently. */
  readonly kind: string;
  readonly bytes: number;
  readonly fromMs: number;
}

/** Something that nobody can read, which was sent or written. */
export interface SizedObservation {
  readonly bytes: number;
  readonly during: Interval;
}

/** What sizes say. It is no finding: no byte of an image was seen. */
export interface SizeAgreement {
  /** Of how many stimuli something of their size came up after them and before the next. */
  readonly agreeing: number;
  readonly stimuli: number;
  readonly form: 'as it is' | 'as base64';
  /** At most so often this many or more agree when the sizes of what came up have nothing to do with those of the images. */
  readonly pValue: number;
}

const FORMS = [
  { name: 'as it is', factor: 1 },
  { name: 'as base64', factor: 4 / 3 },
] as const;
/** What packing may save of a picture, and what headers, padding and a multipart body add. */
const LEAST = 0.997;
const MOST = 1.007;

/**
 * Holds the vector of the stimuli's sizes against the sizes of what came up in the time of each. Were they unrelated, any other
 * order of the sizes within a kind would fit as well (a permutation test; Fisher, The Design of Experiments, 1935), and the
 * expected number of sets of `agreeing` stimuli that all fit bounds how often that many do. The better of two forms is taken, and paid for
 * by a factor of two. `undefined` when nothing fits.
 */
export function sizeAgreement(
  stimuli: readonly SizedStimulus[],
  observed: readonly SizedObservation[],
): SizeAgreement | undefined {
  const windows = windowsOf(stimuli, observed);
  const [best] = FORMS.map((form) => agreementIn(form, windows)).sort((a, b) => a.pValue - b.pValue);
  return best === undefined || best.agreeing === 0 ? undefined : best;
}

interface Window {
  readonly stimulus: SizedStimulus;
  /** What came up in it. */
  readonly sizes: readonly number[];
}

/** From each stimulus to the next one of any kind. What was under way when it came is none of its own. */
function windowsOf(
  stimuli: readonly SizedStimulus[],
  observed: readonly SizedObservation[],
): readonly Window[] {
  const inOrder = [...stimuli].sort((a, b) => a.fromMs - b.fromMs);
  return inOrder.map((stimulus, at) => {
    const toMs = inOrder[at + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    const sizes = observed
      .filter(({ during }) => during.fromMs >= stimulus.fromMs && during.fromMs < toMs)
      .map(({ bytes }) => bytes);
    return { stimulus, sizes };
  });
}

function agreementIn(form: (typeof FORMS)[number], windows: readonly Window[]): SizeAgreement {
  const fits = ({ sizes }: Window, bytes: number): boolean =>
    sizes.some((size) => size >= bytes * form.factor * LEAST && size <= bytes * form.factor * MOST);
  const agreeing = windows.filter((one) => fits(one, one.stimulus.bytes)).length;
  const kinds = [...new Set(windows.map(({ stimulus }) => stimulus.kind))];
  const expected = kinds
    .map((kind) => {
      const own = windows.filter(({ stimulus }) => stimulus.kind === kind);
      return expectedSets(
        own.map((window) => own.filter(({ stimulus }) => fits(window, stimulus.bytes)).length),
      );
    })
    .reduce(product, [1]);
  return {
    agreeing,
    stimuli: windows.length,
    form: form.name,
    pValue: Math.min(1, FORMS.length * (expected[agreeing] ?? 0)),
  };
}

/**
 * For each number of windows of one kind: of how many sets of so many, at most, all fit in the mean over all orders of the sizes. `fitting` says of
 * each window how many of the sizes fit it. Of t given windows that many choices are the product of theirs at most, and each
 * is in (n - t)! of n! orders.
 */
function expectedSets(fitting: readonly number[]): readonly number[] {
  const sets = fitting.reduce<readonly number[]>((sums, count) => product(sums, [1, count]), [1]);
  let orders = 1;
  return sets.map((sum, taken) => {
    if (taken > 0) orders /= fitting.length - taken + 1;
    return sum * orders;
  });
}

/** Of polynomials, by their coefficients. */
function product(a: readonly number[], b: readonly number[]): readonly number[] {
  return Array.from({ length: a.length + b.length - 1 }, (_, power) =>
    a.reduce((sum, one, at) => sum + one * (b[power - at] ?? 0), 0),
  );
}
