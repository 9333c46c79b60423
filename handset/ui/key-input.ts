import type { KeyPress } from '../screen-parts.ts';
import { characterOf, KEY } from './keycodes.ts';
import type { ScreenPower } from './screen-power.ts';
import type { TextFocus } from './text-focus.ts';
import type { Windows } from './windows.ts';

export interface KeyParts {
  readonly power: ScreenPower;
  readonly focus: TextFocus;
  readonly windows: Windows;
  /** What is left for activities and for the app in front. */
  onKey(keycode: number): Promise<void>;
  openShade(): void;
  /** Takes away what covers the app but is none of it: the shade, the recents. */
  collapse(): void;
  openRecents(): void | Promise<void>;
}

/** Brings one key to whoever has a use for it, in the order of PhoneWindowManager, the windows, the text field. */
export async function deliverKey(parts: KeyParts, keycode: number, press: KeyPress = {}): Promise<void> {
  const { power, windows } = parts;
  const held = press.with ?? [];
  if (keycode === KEY.POWER && held.includes(KEY.VOLUME_DOWN)) return await screenshot(parts);
  if (keycode === KEY.VOLUME_DOWN && held.includes(KEY.POWER)) return await screenshot(parts);
  if (POWER_KEYS.has(keycode)) return pressPower(power, keycode);
  // PhoneWindowManager.interceptKeyBeforeQueueing: a phone that sleeps passes no other key on.
  if (!power.awake()) return;
  if ((await windows.focused().key?.(keycode)) === true) return;
  if (power.locked()) return;
  await systemKey(parts, keycode);
}

const POWER_KEYS: ReadonlySet<number> = new Set([KEY.POWER, KEY.SLEEP, KEY.SOFT_SLEEP, KEY.WAKEUP]);

function pressPower(power: ScreenPower, keycode: number): void {
  if (keycode === KEY.WAKEUP || (keycode === KEY.POWER && !power.awake())) return power.wake();
  power.sleep();
}

async function screenshot({ power, onKey }: KeyParts): Promise<void> {
  if (power.awake()) await onKey(KEY.SYSRQ);
}

async function systemKey(parts: KeyParts, keycode: number): Promise<void> {
  switch (keycode) {
    case KEY.HOME:
      parts.collapse();
      parts.focus.hideKeyboard();
      return await parts.onKey(keycode);
    case KEY.NOTIFICATION:
      return parts.openShade();
    case KEY.APP_SWITCH:
      return await parts.openRecents();
    case KEY.BACK:
    case KEY.ESCAPE:
      return await back(parts);
    default:
      return await typeOrPass(parts, keycode);
  }
}

/** ESCAPE is BACK where nobody uses it (Generic.kcm of AOSP); the keyboard takes the first BACK. */
async function back({ focus, windows, onKey }: KeyParts): Promise<void> {
  if (focus.keyboardShown(windows.focused().screen)) return focus.hideKeyboard();
  await onKey(KEY.BACK);
}

async function typeOrPass({ focus, windows, onKey }: KeyParts, keycode: number): Promise<void> {
  const { screen } = windows.focused();
  if (focus.field(screen) !== undefined) {
    if (keycode === KEY.DEL) return await focus.erase(screen);
    const character = characterOf(keycode);
    if (character !== undefined) return await focus.type(screen, character);
  }
  await onKey(keycode);
}
