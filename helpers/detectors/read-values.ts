import type { Layer } from '../decode/layer.ts';
import { type DerivedValue, detectDerivedValues, type ValueIndex } from './derived-values.ts';
import type { Match } from './match.ts';
import { isPictureFile } from './remade-picture.ts';
import type { Target } from './target.ts';

/**
 * Reads a layer that is a picture, and looks in its text for what the stimuli say. Where anything of a stimulus was found by other means
 * nothing is read: it says no more.
 */
export function readIn(
  { values, reading }: Target,
  { bytes }: Layer,
  chain: readonly string[],
  found: readonly Match[],
): { readonly matches: readonly Match[]; readonly unread: boolean } {
  const explained = found.some(({ value }) => value === undefined);
  if (values === undefined || reading === undefined || explained || !isPictureFile(bytes))
    return { matches: [], unread: false };
  const { lines, all } = reading.read(bytes, (read) => detectReadValues(values, read).length > 0);
  const said = detectReadValues(values, lines);
  return {
    matches: said.map(({ stimulus, what, measure, value, line }) => ({
      detector: 'read-text',
      run: { stimulus, offset: 0, stimulusOffset: 0, length: bytes.length },
      measure,
      value,
      line,
      chain: [...chain, what],
      from: { start: 0, end: bytes.length },
    })),
    unread: !all && said.length === 0,
  };
}

/** A value of a stimulus that can be read in a picture, and the line in which it stands there. */
export interface ReadValue extends Omit<DerivedValue, 'offset' | 'length'> {
  readonly line: string;
}

/**
 * Finds values of stimuli in the lines that were read off a picture. A value counts only when it was read without a mistake, by the rules
 * for values in text: a reader that takes one digit for another must accuse nobody, and of nineteen digits a page of the same
 * template has the same by chance once in 10^13. What others have as well is not looked for.
 */
export function detectReadValues(values: ValueIndex, lines: readonly string[]): readonly ReadValue[] {
  const found = new Map<string, ReadValue>();
  for (const line of lines)
    for (const text of new Set([line, unspaced(line)]))
      for (const { offset: _, length: __, ...one } of detectDerivedValues(values, Buffer.from(text)))
        if (one.value.weak !== true && !found.has(one.stimulus)) found.set(one.stimulus, { ...one, line });
  return [...found.values()];
}

/** Groups of digits stand apart, by as much as the reader likes. */
function unspaced(line: string): string {
  return line.replace(/(?<=\d)[\s-]+(?=[\dX])/g, '');
}
