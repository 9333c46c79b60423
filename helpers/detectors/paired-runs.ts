/** What an app sent, in bytes that nobody can read, in two runs alike but for the stimulus. */
export interface RunPair {
  readonly withStimulus: number;
  readonly without: number;
}

/** What pairs of runs say. It is no finding: no byte of an image was seen. */
export interface PairedDifference {
  readonly pairs: number;
  /** Bytes more with a stimulus than without, in the mean. */
  readonly meanBytes: number;
  /** At most so often chance makes the sum of the differences as large. */
  readonly pValue: number;
}

/** So many pairs can be turned round in 65,536 ways, which are counted; of more a bound is told. */
const MOST_COUNTED = 16;

/**
 * Whether more is sent with a stimulus than without. Did it not matter, each pair could as well be the other way round: of all
 * ways to turn pairs round, the share whose sum is as large is the p-value (the randomisation test of Fisher, The Design of
 * Experiments, 1935, section 21); for many pairs the bound exp(-S^2 / 2 sum d^2) of Hoeffding (JASA 58, 1963). `undefined` for no pairs.
 */
export function pairedDifference(pairs: readonly RunPair[]): PairedDifference | undefined {
  if (pairs.length === 0) return undefined;
  const differences = pairs.map(({ withStimulus, without }) => withStimulus - without);
  const sum = differences.reduce((total, one) => total + one, 0);
  const pValue = pairs.length <= MOST_COUNTED ? counted(differences, sum) : bounded(differences, sum);
  return { pairs: pairs.length, meanBytes: sum / pairs.length, pValue };
}

function counted(differences: readonly number[], sum: number): number {
  let sums = [0];
  for (const one of differences) sums = sums.flatMap((before) => [before + one, before - one]);
  return sums.filter((one) => one >= sum).length / sums.length;
}

function bounded(differences: readonly number[], sum: number): number {
  const squares = differences.reduce((total, one) => total + one * one, 0);
  return sum <= 0 || squares === 0 ? 1 : Math.exp(-(sum * sum) / (2 * squares));
}
