import type { Glass, Screen, View } from '../screen-parts.ts';
import { insetsOf } from './insets.ts';
import type { SystemWindow, WindowSource } from './system-window.ts';
import type { TextFocus } from './text-focus.ts';

const KEYBOARD_PACKAGE = 'com.android.inputmethod.latin';
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
/** LatinIME of AOSP takes about 260 dp of a phone that is held upright. */
const HEIGHT_DP = 260;

/** The keyboard on the screen, while a text field has asked for it. Its keys have no place in accessibility's tree. */
export function createKeyboard(glass: Glass, focus: TextFocus, front: () => Screen): WindowSource {
  return {
    window() {
      const screen = front();
      if (!focus.keyboardShown(screen)) return undefined;
      return keyboardWindow(glass, {
        type: (text) => focus.type(front(), text),
        erase: () => focus.erase(front()),
      });
    },
  };
}

interface Typing {
  type(text: string): Promise<void>;
  erase(): Promise<void>;
}

function keyboardWindow(glass: Glass, typing: Typing): SystemWindow {
  const { width, height, density } = glass;
  const dp = density / 160;
  const bottom = height - insetsOf(glass).bottom;
  // In landscape it takes half of the display at most (LatinIME's config_max_keyboard_height).
  const top = bottom - Math.round(Math.min(HEIGHT_DP * dp, height * 0.5));
  const rowHeight = (bottom - top) / (ROWS.length + 1);
  const letters = ROWS.flatMap((row, index) =>
    rowOf(row, { top: top + index * rowHeight, rowHeight, width }, typing),
  );
  const erase = keyView(
    '⌫',
    { left: width * 0.86, top: top + 2 * rowHeight, width: width * 0.14, height: rowHeight },
    () => typing.erase(),
  );
  const space = keyView(
    ' ',
    { left: width * 0.2, top: top + 3 * rowHeight, width: width * 0.6, height: rowHeight },
    () => typing.type(' '),
  );
  const root: View = {
    className: 'android.inputmethodservice.SoftInputWindow',
    bounds: { left: 0, top, right: width, bottom },
    style: { background: '#eceff1' },
    children: [...letters, erase, space],
  };
  return {
    title: 'InputMethod',
    kind: 'input-method',
    focusable: false,
    touches: 'own',
    screen: { package: KEYBOARD_PACKAGE, activity: '', root },
  };
}

function rowOf(
  row: string,
  at: { readonly top: number; readonly rowHeight: number; readonly width: number },
  typing: Typing,
): readonly View[] {
  const keyWidth = at.width / 10;
  const indent = ((10 - row.length) * keyWidth) / 2;
  return [...row].map((letter, index) =>
    keyView(
      letter,
      { left: indent + index * keyWidth, top: at.top, width: keyWidth, height: at.rowHeight },
      () => typing.type(letter),
    ),
  );
}

function keyView(
  label: string,
  {
    left,
    top,
    width,
    height,
  }: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  onClick: () => Promise<void>,
): View {
  const gap = 6;
  return {
    className: 'android.inputmethodservice.Keyboard$Key',
    bounds: {
      left: Math.round(left) + gap,
      top: Math.round(top) + gap,
      right: Math.round(left + width) - gap,
      bottom: Math.round(top + height) - gap,
    },
    text: label,
    clickable: true,
    style: { background: '#ffffff', fontSize: Math.round(height * 0.35), align: 'center' },
    onClick,
  };
}
