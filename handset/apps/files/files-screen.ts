import type { AppProcess } from '../../app-parts.ts';
import type { Screen, View } from '../../screen-parts.ts';
import { box, type ContentArea, contentArea, label, panel, root } from '../views.ts';

export const FILES_PACKAGE = 'com.android.documentsui';
export const FILES_ACTIVITY = 'com.android.documentsui.files.FilesActivity';

/** A name in the directory that is shown. */
export interface Listed {
  readonly name: string;
  readonly directory: boolean;
}

interface Shown {
  readonly title: string;
  readonly entries: readonly Listed[];
  open(entry: Listed): Promise<void>;
}

const ROW_DP = 56;

/** With the ids of DocumentsUI: `toolbar`, `dir_list`, `item_root`, and the platform's for names. */
export function filesScreen(size: AppProcess['displaySize'], { title, entries, open }: Shown): Screen {
  const area = contentArea(size);
  const { dp } = area;
  const top = Math.round(area.top + 56 * dp);
  const list: View = {
    className: 'androidx.recyclerview.widget.RecyclerView',
    resourceId: id('dir_list'),
    bounds: { left: 0, top, right: area.right, bottom: area.bottom },
    scrolls: 'vertical',
    scrollContent: title,
    children: entries.map((entry, index) =>
      row({ ...area, top: Math.round(top + index * ROW_DP * dp) }, entry, open),
    ),
  };
  const empty = label(box(0, top + 120 * dp, area.width, 30 * dp), '没有任何文件', {
    resourceId: 'android:id/message',
    fontSize: 16 * dp,
    align: 'center',
  });
  const heading = label(box(16 * dp, area.top + 14 * dp, area.width - 32 * dp, 28 * dp), title, {
    fontSize: 18 * dp,
    bold: true,
  });
  const bar = {
    ...panel(box(0, area.top, area.width, 56 * dp), '#f1f3f4', [heading]),
    resourceId: id('toolbar'),
  };
  const views = [bar, list, ...(entries.length === 0 ? [empty] : [])];
  return { package: FILES_PACKAGE, activity: FILES_ACTIVITY, root: root(size, '#ffffff', views) };
}

function row(area: ContentArea, entry: Listed, open: (entry: Listed) => Promise<void>): View {
  const { dp } = area;
  const bounds = box(0, area.top, area.width, ROW_DP * dp);
  return {
    className: 'android.widget.LinearLayout',
    resourceId: id('item_root'),
    bounds,
    clickable: true,
    onClick: () => open(entry),
    children: [
      panel(box(16 * dp, area.top + 14 * dp, 28 * dp, 28 * dp), entry.directory ? '#5f6368' : '#dadce0'),
      label(box(64 * dp, area.top + 16 * dp, area.width - 80 * dp, 26 * dp), entry.name, {
        resourceId: 'android:id/title',
        fontSize: 16 * dp,
      }),
    ],
  };
}

function id(name: string): string {
  return `${FILES_PACKAGE}:id/${name}`;
}
