import type { Display, Glass, Screen } from '../screen-parts.ts';
import type { InputKind } from '../system/main-threads.ts';
import { drawDisplay } from './capture.ts';
import { encodePng } from './encode-png.ts';
import { deliverKey, type KeyParts } from './key-input.ts';
import { createKeyboard } from './keyboard.ts';
import { KEY } from './keycodes.ts';
import { createScreenPower, type ScreenPower } from './screen-power.ts';
import { Scrolling } from './scrolling.ts';
import type { WindowSource } from './system-window.ts';
import { createTextFocus } from './text-focus.ts';
import { createToasts } from './toasts.ts';
import { deliverPinch, deliverTouch, type TouchParts } from './touch-input.ts';
import { createWindows } from './windows.ts';

export interface DisplayOptions {
  readonly glass: Glass;
  /** The screen in front. */
  front(): Screen;
  onKey(keycode: number): Promise<void>;
  /** The phone's clock, in milliseconds since the Unix epoch. */
  now(): number;
  /** Hours and minutes where the phone is, for the status bar. */
  clock?(ms: number): string;
  /** Gives the app in front input, when it takes it. */
  toApp?(kind: InputKind, deliver: () => Promise<void>): Promise<void>;
  /** How long a finger rests until it is a long press. */
  readonly longPressMs?: number;
  /** Whether the input method that is chosen shows a keyboard. */
  softKeyboard?(): boolean;
  readonly power?: ScreenPower;
  /** Windows of the system, the lowest first. */
  readonly sources?: readonly WindowSource[];
  /** What gestures and keys of the system itself do. */
  readonly system?: Pick<KeyParts, 'openShade' | 'collapse' | 'openRecents'>;
}

/** The phone's display: draws what is on it, and carries touches, text and keys to it. */
export function createDisplay(options: DisplayOptions): Display {
  const { glass, now, onKey, longPressMs = 500, sources = [] } = options;
  const { power = createScreenPower(), softKeyboard = () => true } = options;
  const { system = withoutSystem(onKey), toApp = atOnce } = options;
  const scrolling = new Scrolling();
  const focus = createTextFocus(softKeyboard);
  const toasts = createToasts(now);
  const appWindows = createWindows(options.front, [], scrolling);
  const keyboard = createKeyboard(glass, focus, () => appWindows.focused().screen);
  const windows = createWindows(options.front, [keyboard, ...sources], scrolling);
  const key: Display['key'] = (keycode, press) =>
    deliverKey({ power, focus, windows, onKey, ...system }, keycode, press);
  const touch: TouchParts = {
    glass,
    longPressMs,
    windows,
    scrolling,
    focus,
    awake: () => power.awake(),
    toApp,
    key,
    openShade: system.openShade,
  };
  const pixels: Display['pixels'] = async () => {
    const canvas = await drawDisplay({
      // What is drawn is of one moment, and so of one size.
      glass: glassNow(glass),
      awake: power.awake(),
      clock: (options.clock ?? utcClock)(now()),
      windows: windows.all(),
      toasts: toasts.now(),
    });
    return { width: canvas.width, height: canvas.height, rgba: canvas.data() };
  };
  return {
    glass,
    current: () => windows.focused().screen,
    windows: () => windows.all(),
    focused: () => windows.focused(),
    state: () => ({
      awake: power.awake(),
      locked: power.locked(),
      keyboardShown: focus.keyboardShown(appWindows.focused().screen),
      focus: focus.field(windows.focused().screen)?.path,
      toasts: toasts.now(),
    }),
    capture: async () => await encodePng(await pixels()),
    pixels,
    tap: (x, y) => deliverTouch(touch, [{ x, y, atMs: 0 }]),
    touch: (path) => deliverTouch(touch, path),
    canScroll: (path, direction) => scrolling.canScroll(windows.focused().unscrolled, path, direction),
    pinch: (x, y, scale) => deliverPinch(touch, { x, y }, scale),
    text: (text) => toApp('key', () => focus.type(windows.focused().screen, text)),
    key,
    toast: (text, milliseconds) => toasts.show(text, milliseconds),
  };
}

function atOnce(_kind: InputKind, deliver: () => Promise<void>): Promise<void> {
  return deliver();
}

/** A display alone: what would open the system's own windows goes to the activities. */
function withoutSystem(onKey: DisplayOptions['onKey']): NonNullable<DisplayOptions['system']> {
  return { openShade: () => undefined, collapse: () => undefined, openRecents: () => onKey(KEY.APP_SWITCH) };
}

function glassNow({ width, height, density, rotation }: Glass): Glass {
  return { width, height, density, rotation };
}

function utcClock(ms: number): string {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? '--:--' : time.toISOString().slice(11, 16);
}
