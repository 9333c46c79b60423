import { ILLEGAL_ARGUMENT, type JavaException } from '../java-exception.ts';

/** An exception of the activity manager on its way to the shell. */
export class AmException extends Error {
  readonly exception: JavaException;

  constructor(message: string, kind: string = ILLEGAL_ARGUMENT) {
    super(message);
    this.exception = { kind, message };
  }
}

/** A command's words one after the other, as ShellCommand gives them: options first, `-nX` as `-n X`, `--` ends them. */
export class ShellWords {
  readonly #words: readonly string[];
  #next = 0;
  /** What follows an option of one letter in the same word. */
  #attached: string | undefined;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  /** The next word if it is an option, else undefined for good. */
  option(): string | undefined {
    const word = this.#words[this.#next];
    if (this.#attached !== undefined)
      throw new AmException(`No argument expected after "${this.#words[this.#next - 1]}"`);
    if (word === undefined || !word.startsWith('-')) return undefined;
    this.#next += 1;
    if (word === '--') return undefined;
    if (word.length > 2 && word[1] !== '-') {
      this.#attached = word.slice(2);
      return word.slice(0, 2);
    }
    return word;
  }

  word(): string | undefined {
    const attached = this.#attached;
    this.#attached = undefined;
    if (attached !== undefined) return attached;
    const word = this.#words[this.#next];
    if (word !== undefined) this.#next += 1;
    return word;
  }

  /** Throws as Android does where nothing follows. */
  required(): string {
    const before = this.#words[this.#next - 1] ?? '';
    const word = this.word();
    if (word === undefined) throw new AmException(`Argument expected after "${before}"`);
    return word;
  }

  /** A whole number, as Integer.parseInt takes it. */
  number(): number {
    const text = this.required();
    if (!/^[-+]?\d+$/.test(text))
      throw new AmException(`For input string: "${text}"`, 'java.lang.NumberFormatException');
    return Number(text);
  }

  /** `--user` alone is known; its value is `all`, `current` or a number. */
  userOption(): { readonly unknown?: string; readonly user?: 'all' | 'current' | number } {
    let user: 'all' | 'current' | number = 'all';
    for (let option = this.option(); option !== undefined; option = this.option()) {
      if (option !== '--user') return { unknown: option };
      user = userArgument(this.required());
    }
    return { user };
  }
}

/** The user that is meant, or undefined for all; the one in front is always the owner. */
export function chosenUser(user: 'all' | 'current' | number | undefined): number | undefined {
  if (user === 'all' || user === USER_ALL) return undefined;
  return typeof user === 'number' && user >= 0 ? user : 0;
}

/** UserHandle.USER_ALL. */
const USER_ALL = -1;

/** UserHandle.parseUserArg. */
export function userArgument(text: string): 'all' | 'current' | number {
  if (text === 'all') return 'all';
  if (text === 'current' || text === 'cur') return 'current';
  if (!/^-?\d+$/.test(text)) throw new AmException(`Bad user number: ${text}`);
  return Number(text);
}
