import type { View } from '../screen-parts.ts';
import { createDisplay } from './display.ts';

/** A real display, with an app in front that shows what a test puts there. */
export interface ShownDisplay {
  readonly display: ReturnType<typeof createDisplay>;
  /** Keys that nothing took. */
  readonly keys: number[];
  show(children: readonly View[], dialog?: View): void;
}

export function shownDisplay(now: () => number): ShownDisplay {
  let shown: { readonly children: readonly View[]; readonly dialog?: View } = { children: [] };
  const keys: number[] = [];
  const display = createDisplay({
    glass: { width: 1080, height: 2160, density: 420, rotation: 0 },
    front: () => ({
      package: 'a.b',
      activity: 'a.b.Main',
      root: {
        className: 'android.widget.FrameLayout',
        bounds: { left: 0, top: 0, right: 1080, bottom: 2160 },
        children: shown.children,
      },
      ...(shown.dialog === undefined ? {} : { dialog: shown.dialog }),
    }),
    onKey: async (keycode) => void keys.push(keycode),
    now,
  });
  return {
    display,
    keys,
    show(children, dialog) {
      shown = { children, ...(dialog === undefined ? {} : { dialog }) };
    },
  };
}
