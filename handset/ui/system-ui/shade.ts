import type { Glass, View } from '../../screen-parts.ts';
import type { NotificationRecord } from '../../system/components/notifications.ts';
import type { Language } from '../../system/language.ts';
import { KEY } from '../keycodes.ts';
import type { SystemWindow, WindowSource } from '../system-window.ts';
import { shortened, wholeDisplay } from './dialog-views.ts';
import { systemTexts } from './system-texts.ts';

export interface Shade extends WindowSource {
  open(): void;
  close(): void;
  isOpen(): boolean;
}

export interface ShadeParts {
  readonly glass: Glass;
  readonly api: number;
  language(): Language;
  /** The newest first. */
  notifications(): readonly NotificationRecord[];
  tap(record: NotificationRecord): Promise<void>;
  clear(): void;
}

/** More do not fit the display; a phone shows the rest after scrolling. */
const MOST_ENTRIES = 50;

/** The notification shade, from the top of the display down. */
export function createShade(parts: ShadeParts): Shade {
  let open = false;
  const shade: Shade = {
    open() {
      open = true;
    },
    close() {
      open = false;
    },
    isOpen: () => open,
    window: () => (open ? shadeWindow(parts, shade) : undefined),
  };
  return shade;
}

function shadeWindow(parts: ShadeParts, shade: Shade): SystemWindow {
  return {
    title: parts.api >= 30 ? 'NotificationShade' : 'StatusBar',
    kind: 'system',
    focusable: true,
    touches: 'all',
    overBars: true,
    screen: { package: 'com.android.systemui', activity: '', root: shadeView(parts, shade) },
    async key(keycode) {
      if (keycode === KEY.BACK || keycode === KEY.ESCAPE) shade.close();
      return keycode === KEY.BACK || keycode === KEY.ESCAPE;
    },
  };
}

function shadeView(parts: ShadeParts, shade: Shade): View {
  const { glass, notifications, clear, tap } = parts;
  const dp = glass.density / 160;
  const top = Math.round(120 * dp);
  const rowHeight = Math.round(72 * dp);
  const entries = notifications().slice(0, MOST_ENTRIES);
  const list = { left: 0, top, right: glass.width, bottom: glass.height - Math.round(112 * dp) };
  const rows = entries.map((entry, index) =>
    rowOf(entry, { top: top + index * rowHeight, dp, list, onClick: () => tap(entry) }),
  );
  return {
    className: 'android.widget.FrameLayout',
    resourceId: 'com.android.systemui:id/notification_panel',
    bounds: wholeDisplay(glass),
    style: { background: 'rgba(0, 0, 0, 0.85)' },
    onSwipe: (direction) => {
      if (direction === 'up') shade.close();
    },
    children: [
      {
        className: 'android.view.ViewGroup',
        resourceId: 'com.android.systemui:id/notification_stack_scroller',
        bounds: list,
        scrolls: 'vertical',
        children: rows,
      },
      ...(entries.length === 0 ? [] : [clearButton(parts, list.bottom, clear)]),
    ],
  };
}

interface RowPlace {
  readonly top: number;
  readonly dp: number;
  readonly list: View['bounds'];
  onClick(): Promise<void>;
}

function rowOf(entry: NotificationRecord, { top, dp, list, onClick }: RowPlace): View {
  const [left, right] = [list.left + Math.round(8 * dp), list.right - Math.round(8 * dp)];
  const line = (id: string, text: string, from: number, size: number): View => ({
    className: 'android.widget.TextView',
    resourceId: `android:id/${id}`,
    text: shortened(text),
    bounds: {
      left: left + Math.round(16 * dp),
      top: top + Math.round(from * dp),
      right: right - Math.round(16 * dp),
      bottom: top + Math.round((from + size * 1.6) * dp),
    },
    style: { fontSize: Math.round(size * dp) },
  });
  return {
    className: 'android.widget.FrameLayout',
    resourceId: 'com.android.systemui:id/expandableNotificationRow',
    bounds: { left, top, right, bottom: top + Math.round(68 * dp) },
    style: { background: '#ffffff' },
    clickable: true,
    onClick,
    children: [
      line('app_name_text', entry.package, 4, 10),
      line('title', entry.title, 22, 14),
      ...(entry.text === undefined ? [] : [line('text', entry.text, 44, 13)]),
    ],
  };
}

function clearButton({ glass, api, language }: ShadeParts, top: number, clear: () => void): View {
  const dp = glass.density / 160;
  return {
    className: 'android.widget.Button',
    resourceId: 'com.android.systemui:id/dismiss_text',
    text: systemTexts(language(), api).clearAll,
    clickable: true,
    bounds: {
      left: glass.width - Math.round(140 * dp),
      top,
      right: glass.width,
      bottom: top + Math.round(48 * dp),
    },
    style: { fontSize: Math.round(14 * dp), color: '#ffffff', align: 'center' },
    onClick: clear,
  };
}
