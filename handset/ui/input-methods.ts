import type { Packages } from '../system/packages.ts';
import type { Settings } from '../system/settings.ts';
import { decodeModifiedUtf7 } from './utf7.ts';

const LATIN_IME = 'com.android.inputmethod.latin/.LatinIME';
const CHOSEN = 'default_input_method';
const ENABLED = 'enabled_input_methods';

/** The input methods of Appium's settings helper, by its manifest; none of them shows a keyboard. */
const HELPER = 'io.appium.settings';
const HELPERS = ['AppiumIME', 'EmptyIME', 'UnicodeIME'].map((name) => `${HELPER}/.${name}`);

/** What `ime` works on: which input methods there are, which are enabled, and the one that is chosen. */
export interface InputMethods {
  all(): readonly string[];
  enabled(): readonly string[];
  chosen(): string;
  has(id: string): boolean;
  /** Whether that changed anything. */
  enable(id: string, enabled: boolean): boolean;
  choose(id: string): void;
  reset(): void;
}

export function createInputMethods(settings: Settings, packages: Packages): InputMethods {
  const all = (): readonly string[] =>
    packages.get(HELPER) === undefined ? [LATIN_IME] : [LATIN_IME, ...HELPERS];
  const enabled = (): readonly string[] =>
    (settings.get('secure', ENABLED) ?? LATIN_IME).split(':').filter((id) => all().includes(id));
  const chosen = (): string => settings.get('secure', CHOSEN) ?? LATIN_IME;
  return {
    all,
    enabled,
    chosen,
    has: (id) => all().includes(id),
    enable(id, wanted) {
      const before = enabled();
      if (before.includes(id) === wanted) return false;
      const next = wanted ? [...before, id] : before.filter((one) => one !== id);
      settings.put('secure', ENABLED, next.join(':'));
      // What is chosen must be enabled: the system's own takes over.
      if (!wanted && chosen() === id) settings.put('secure', CHOSEN, LATIN_IME);
      return true;
    },
    choose: (id) => settings.put('secure', CHOSEN, id),
    reset() {
      settings.put('secure', ENABLED, LATIN_IME);
      settings.put('secure', CHOSEN, LATIN_IME);
    },
  };
}

/** Only the system's own keyboard is one on the screen. */
export function showsKeyboard(settings: Settings): boolean {
  return (settings.get('secure', CHOSEN) ?? LATIN_IME) === LATIN_IME;
}

/**
 * What the chosen input method makes of typed keys: Appium's UnicodeIME takes them for modified UTF-7, its AppiumIME takes
 * `/action/` for an action of the editor, which no field here reacts to (`undefined`).
 */
export function typedBy(settings: Settings, typed: string): string | undefined {
  const chosen = settings.get('secure', CHOSEN);
  if (chosen === `${HELPER}/.UnicodeIME`) return decodeModifiedUtf7(typed);
  return chosen === `${HELPER}/.AppiumIME` && /^\/.+\/$/.test(typed) ? undefined : typed;
}
