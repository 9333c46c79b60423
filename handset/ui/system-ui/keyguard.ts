import type { Glass } from '../../screen-parts.ts';
import { KEY } from '../keycodes.ts';
import type { ScreenPower } from '../screen-power.ts';
import type { SystemWindow, WindowSource } from '../system-window.ts';
import { wholeDisplay } from './dialog-views.ts';

/** The lock screen: swiped away upwards, or by the key MENU; there is no PIN. */
export function keyguardWindow(
  glass: Glass,
  power: ScreenPower,
  phone: { readonly api: number; clock(): string },
): WindowSource {
  return {
    window() {
      if (!power.locked()) return undefined;
      return lockScreen(glass, power, { ...phone, clock: () => phone.clock() });
    },
  };
}

function lockScreen(
  glass: Glass,
  power: ScreenPower,
  phone: { readonly api: number; clock(): string },
): SystemWindow {
  const whole = wholeDisplay(glass);
  const size = Math.round(glass.width * 0.16);
  const clock = { left: 0, top: Math.round(glass.height * 0.2), right: glass.width };
  return {
    // Up to 10 the lock screen lies in the status bar's window, from 11 on in the shade's (NotificationShadeWindow…).
    title: phone.api >= 30 ? 'NotificationShade' : 'StatusBar',
    kind: 'system',
    focusable: true,
    touches: 'all',
    overBars: true,
    screen: {
      package: 'com.android.systemui',
      activity: '',
      root: {
        className: 'android.widget.FrameLayout',
        resourceId: 'com.android.systemui:id/keyguard_root_view',
        bounds: whole,
        style: { background: '#102027' },
        onSwipe: (direction) => {
          if (direction === 'up') power.unlock();
        },
        children: [
          {
            className: 'android.widget.TextView',
            resourceId: 'com.android.systemui:id/clock_view',
            bounds: { ...clock, bottom: clock.top + 2 * size },
            text: phone.clock(),
            style: { fontSize: size, color: '#ffffff', align: 'center' },
          },
        ],
      },
    },
    async key(keycode) {
      if (keycode === KEY.MENU) power.unlock();
      // Screenshots, volume and the camera work over the lock screen; the rest ends here.
      return !PASSED.has(keycode);
    },
  };
}

const PASSED: ReadonlySet<number> = new Set([KEY.SYSRQ]);
