import { keycodeOf } from '../keycodes.ts';

/** WebDriver §17.4.2's private characters from U+E000 on, as the keys that the server takes them for (W3CKeyCode). */
const NAMES =
  `UNKNOWN BREAK HELP DEL TAB CLEAR ENTER ENTER SHIFT_LEFT CTRL_LEFT ALT_LEFT MEDIA_PAUSE ESCAPE SPACE PAGE_UP
PAGE_DOWN MOVE_END HOME DPAD_LEFT DPAD_UP DPAD_RIGHT DPAD_DOWN INSERT FORWARD_DEL SEMICOLON EQUALS NUMPAD_0 NUMPAD_1
NUMPAD_2 NUMPAD_3 NUMPAD_4 NUMPAD_5 NUMPAD_6 NUMPAD_7 NUMPAD_8 NUMPAD_9 NUMPAD_MULTIPLY NUMPAD_ADD NUMPAD_COMMA
NUMPAD_SUBTRACT NUMPAD_DOT NUMPAD_DIVIDE`.split(/\s+/);
const FUNCTION_KEYS = 0xe031;
const MODIFIERS: ReadonlySet<string> = new Set(['\ue008', '\ue009', '\ue00a', '\ue03d']);

/** The key of a private character; `undefined` for all others. */
export function privateKey(character: string): number | undefined {
  const code = character.codePointAt(0) ?? 0;
  const name = NAMES[code - 0xe000];
  if (name !== undefined) return keycodeOf(name);
  const nth = code - FUNCTION_KEYS + 1;
  return nth >= 1 && nth <= 12 ? keycodeOf(`F${nth}`) : undefined;
}

export function isModifier(character: string): boolean {
  return MODIFIERS.has(character);
}

/** What Android's virtual keyboard has keys for (KeyCharacterMap.getEvents gives none for the rest). */
export function canBeTyped(character: string): boolean {
  return /^[\x20-\x7e\n\t]$/.test(character);
}
