import type { Glass } from '../screen-parts.ts';
import { KEY } from './keycodes.ts';
import type { Rectangle } from './rectangle.ts';

/** What the system's bars take from each side, in pixels. */
export interface Insets {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Displays whose shorter side has less are those of phones, where the navigation bar goes to a side. */
const TABLET_DP = 600;

/** Android's 24 dp of status bar and 48 dp of navigation bar. */
export function insetsOf(glass: Glass): Insets {
  const top = dp(glass, 24);
  const bar = dp(glass, 48);
  switch (navigationEdge(glass)) {
    case 'bottom':
      return { left: 0, top, right: 0, bottom: bar };
    case 'left':
      return { left: bar, top, right: 0, bottom: 0 };
    case 'right':
      return { left: 0, top, right: bar, bottom: 0 };
  }
}

/** DisplayPolicy.navigationBarPosition (PhoneWindowManager's up to 9): it stays at the phone's lower end where it can. */
function navigationEdge({ width, height, density, rotation }: Glass): 'bottom' | 'left' | 'right' {
  const canMove = width !== height && (Math.min(width, height) * 160) / density < TABLET_DP;
  if (!canMove || width < height) return 'bottom';
  return rotation === 3 ? 'left' : 'right';
}

export function navigationBar(glass: Glass): Rectangle {
  const { width, height } = glass;
  const { left, right, bottom } = insetsOf(glass);
  if (bottom > 0) return { left: 0, top: height - bottom, right: width, bottom: height };
  return left > 0
    ? { left: 0, top: 0, right: left, bottom: height }
    : { left: width - right, top: 0, right: width, bottom: height };
}

/** The keys of the bar's three buttons, from the left or from the top: the bar turns with the phone. */
export function navigationKeys(glass: Glass): readonly number[] {
  const keys = [KEY.BACK, KEY.HOME, KEY.APP_SWITCH];
  return navigationEdge(glass) === 'right' ? keys.reverse() : keys;
}

function dp({ density }: Glass, count: number): number {
  return Math.round((count * density) / 160);
}
