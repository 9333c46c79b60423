import type { View } from '../screen-parts.ts';

interface ShownText {
  readonly words: string;
  readonly isHint: boolean;
}

/** What a view shows as text: dots for a password, the hint while a text field is empty. */
export function shownText({ text = '', hint = '', password = false, onText }: View): ShownText {
  if (text === '' && onText !== undefined && hint !== '') return { words: hint, isHint: true };
  // PasswordTransformationMethod's dot, U+2022, for each UTF-16 unit.
  return { words: password ? '\u2022'.repeat(text.length) : text, isHint: false };
}
