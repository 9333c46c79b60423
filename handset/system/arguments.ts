import type { CommandCall } from '../shell-parts.ts';

/** A command's words taken apart: options with their values, flags, and the rest in order. */
export interface Arguments {
  value(option: string): string | undefined;
  has(flag: string): boolean;
  readonly rest: readonly string[];
  /** The first option that the command does not know. */
  readonly unknown: string | undefined;
}

/** Takes words apart as Android's commands do: an option's value is the word behind it. */
export function takeApart(
  words: readonly string[],
  withValue: readonly string[],
  flags: readonly string[],
): Arguments {
  const values = new Map<string, string>();
  const seen = new Set<string>();
  const rest: string[] = [];
  let unknown: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (withValue.includes(word)) {
      values.set(word, words[index + 1] ?? '');
      index += 1;
    } else if (flags.includes(word)) seen.add(word);
    else if (word.startsWith('-') && word.length > 1) unknown ??= word;
    else rest.push(word);
  }
  return { value: (option) => values.get(option), has: (flag) => seen.has(flag), rest, unknown };
}

/** Writes lines and gives the exit code. */
export function say(call: CommandCall, text: string, exitCode = 0): number {
  call.stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
  return exitCode;
}

export function complain(call: CommandCall, text: string, exitCode = 1): number {
  call.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
  return exitCode;
}
