import type { PhoneWindow, Screen } from '../screen-parts.ts';
import type { Scrolling } from './scrolling.ts';
import type { SystemWindow, WindowSource } from './system-window.ts';

/** A window with its views where they are after scrolling. */
export interface ShownWindow extends SystemWindow {
  readonly unscrolled: Screen;
}

/** Everything on the display from the lowest to the topmost. */
export interface Windows {
  all(): readonly ShownWindow[];
  /** The topmost one that takes the focus: what accessibility sees and keys go to. */
  focused(): ShownWindow;
}

export function createWindows(
  front: () => Screen,
  sources: readonly WindowSource[],
  scrolling: Scrolling,
): Windows {
  const all = (): readonly ShownWindow[] => {
    const above = sources.flatMap((source) => source.window() ?? []);
    return [...windowsOf(front()), ...above].map((window) => ({
      ...window,
      unscrolled: window.screen,
      screen: scrolling.screen(window.screen),
    }));
  };
  return {
    all,
    focused() {
      const windows = all();
      const focused = windows.findLast(({ focusable }) => focusable) ?? windows[0];
      if (focused === undefined) throw new Error('the display has no window');
      return focused;
    },
  };
}

/** An app's dialog is a window of its own, of the same name. */
function windowsOf(screen: Screen): readonly SystemWindow[] {
  const { dialog, ...base } = screen;
  const common = {
    title: titleOf(screen),
    kind: 'application',
    focusable: true,
    touches: 'all',
    ofApp: true,
  } as const;
  const below: SystemWindow = { ...common, screen: base };
  return dialog === undefined ? [below] : [below, { ...common, screen: { ...base, root: dialog } }];
}

function titleOf({ package: name, activity }: PhoneWindow['screen']): string {
  return activity === '' ? name : `${name}/${activity.startsWith('.') ? name : ''}${activity}`;
}
