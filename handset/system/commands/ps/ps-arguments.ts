/** `ps`'s own words: single letters in groups, some of which take the rest of the word or the next one. */
export interface PsArguments {
  readonly flags: ReadonlySet<string>;
  /** Each value that was given for a letter, in order. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
  readonly unknown: string | undefined;
}

export function psArguments(words: readonly string[], flags: string, withValue: string): PsArguments {
  const seen = new Set<string>();
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  let unknown: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      continue;
    }
    for (let at = 1; at < word.length; at += 1) {
      const letter = word[at] ?? '';
      if (flags.includes(letter)) seen.add(letter);
      else if (withValue.includes(letter)) {
        const attached = word.slice(at + 1);
        if (attached === '') index += 1;
        const value = attached === '' ? (words[index] ?? '') : attached;
        values.set(letter, [...(values.get(letter) ?? []), value]);
        break;
      } else unknown ??= letter;
    }
  }
  return { flags: seen, values, rest, unknown };
}
