import type { Glass, Screen, View } from '../../screen-parts.ts';
import { insetsOf } from '../insets.ts';
import { KEY } from '../keycodes.ts';
import type { SystemWindow, WindowSource } from '../system-window.ts';
import { shortened, wholeDisplay } from './dialog-views.ts';

/** An app that was in front and can be again. */
export interface RecentTask {
  readonly package: string;
  readonly userId: number;
  readonly label: string;
}

export interface Recents extends WindowSource {
  open(): void;
  close(): void;
}

export interface RecentsParts {
  readonly glass: Glass;
  readonly api: number;
  /** The one in front first, the home screen left out. */
  tasks(): readonly RecentTask[];
  bringBack(task: RecentTask): Promise<void>;
  remove(task: RecentTask): Promise<void>;
}

const MOST_CARDS = 20;

/** The overview of recent apps: a tap brings one back, a swipe upwards takes it away. */
export function createRecents(parts: RecentsParts): Recents {
  let open = false;
  const recents: Recents = {
    open() {
      open = !open;
    },
    close() {
      open = false;
    },
    window: () => (open ? recentsWindow(parts, recents) : undefined),
  };
  return recents;
}

function recentsWindow(parts: RecentsParts, recents: Recents): SystemWindow {
  const screen = recentsScreen(parts, recents);
  return {
    title: `${screen.package}/${screen.activity}`,
    kind: 'application',
    focusable: true,
    touches: 'all',
    screen,
    async key(keycode) {
      if (keycode !== KEY.BACK && keycode !== KEY.ESCAPE) return false;
      recents.close();
      return true;
    },
  };
}

/** Up to 8.1 the overview is SystemUI's, from 9 on the home screen's (Quickstep). */
function recentsScreen({ glass, api, ...tasks }: RecentsParts, recents: Recents): Screen {
  const owner =
    api < 28
      ? { package: 'com.android.systemui', activity: 'com.android.systemui.recents.RecentsActivity' }
      : { package: 'com.android.launcher3', activity: 'com.android.quickstep.RecentsActivity' };
  const cards = tasks.tasks().slice(0, MOST_CARDS);
  const { width, height } = glass;
  const [cardWidth, gap] = [Math.round(width * 0.7), Math.round(width * 0.05)];
  const list = { ...wholeDisplay(glass), bottom: height - insetsOf(glass).bottom };
  const children = cards.map((task, index) =>
    card(task, {
      id: `${owner.package}:id/${api < 28 ? 'task_view_thumbnail' : 'snapshot'}`,
      bounds: {
        left: Math.round(width * 0.15) + index * (cardWidth + gap),
        top: Math.round(height * 0.2),
        right: Math.round(width * 0.15) + index * (cardWidth + gap) + cardWidth,
        bottom: Math.round(height * 0.75),
      },
      async open() {
        recents.close();
        await tasks.bringBack(task);
      },
      remove: () => tasks.remove(task),
    }),
  );
  const root: View = {
    className: 'android.widget.FrameLayout',
    resourceId: `${owner.package}:id/overview_panel`,
    bounds: list,
    style: { background: 'rgba(32, 33, 36, 0.9)' },
    scrolls: 'horizontal',
    children,
  };
  return { ...owner, root };
}

interface CardPlace {
  readonly id: string;
  readonly bounds: View['bounds'];
  open(): Promise<void>;
  remove(): Promise<void>;
}

function card({ label }: RecentTask, { id, bounds, open, remove }: CardPlace): View {
  const name = shortened(label);
  return {
    className: 'android.widget.FrameLayout',
    resourceId: id,
    contentDescription: name,
    bounds,
    clickable: true,
    style: { background: '#ffffff' },
    onClick: open,
    async onSwipe(direction) {
      if (direction === 'up') await remove();
    },
    children: [
      {
        className: 'android.widget.TextView',
        bounds: { ...bounds, bottom: bounds.top + 160 },
        text: name,
        style: { fontSize: 48, align: 'center' },
      },
    ],
  };
}
