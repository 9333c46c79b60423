import type { AppProcess } from '../../app-parts.ts';
import type { MediaRow } from '../../media-parts.ts';
import type { View } from '../../screen-parts.ts';
import { box, button, contentArea, label, panel } from '../views.ts';
import { BROWSER_PACKAGE } from './browser-names.ts';

const MOST_COLUMNS = 6;
/** Of a display that is upright. */
const COLUMNS = 3;
const ROWS = 4;

/** What a long press on an image offers. */
export function imageMenu(size: AppProcess['displaySize'], save: () => void): View {
  const { dp, width } = contentArea(size);
  const bounds = box(24 * dp, size.height / 2 - 40 * dp, width - 48 * dp, 80 * dp);
  const item = {
    ...bounds,
    top: bounds.top + Math.round(16 * dp),
    bottom: bounds.bottom - Math.round(16 * dp),
  };
  return panel(bounds, '#ffffff', [
    button(item, '下载图片', {
      resourceId: `${BROWSER_PACKAGE}:id/save_image`,
      fontSize: 16 * dp,
      color: '#202124',
      background: '#ffffff',
      onClick: save,
    }),
  ]);
}

export interface ShownPhoto {
  readonly row: MediaRow;
  readonly thumbnail: Uint8Array | undefined;
}

/** Chrome's own chooser for `<input type=file accept=image/*>`: the newest images of the phone. */
export function photoChooser(
  size: AppProcess['displaySize'],
  photos: readonly ShownPhoto[],
  choose: (row: MediaRow) => void,
): View {
  const area = contentArea(size);
  const { dp, width } = area;
  const bounds = box(0, area.top, width, area.bottom - area.top);
  const title = label(box(16 * dp, area.top, width - 32 * dp, 56 * dp), '选择照片', {
    resourceId: `${BROWSER_PACKAGE}:id/photo_chooser`,
    fontSize: 18 * dp,
    bold: true,
    color: '#202124',
  });
  const columns = width > bounds.bottom ? MOST_COLUMNS : COLUMNS;
  const side = width / columns;
  const cells = photos.slice(0, COLUMNS * ROWS).map(({ row, thumbnail }, index): View => {
    const left = (index % columns) * side;
    const top = area.top + 56 * dp + Math.floor(index / columns) * side;
    return {
      className: 'android.widget.ImageView',
      resourceId: `${BROWSER_PACKAGE}:id/photo_${index}`,
      bounds: box(left, top, side - 2 * dp, side - 2 * dp),
      contentDescription: row.displayName,
      clickable: true,
      style: { background: '#e8eaed' },
      ...(thumbnail === undefined ? {} : { image: thumbnail }),
      onClick: () => choose(row),
    };
  });
  return panel(bounds, '#ffffff', [title, ...cells]);
}

/** How many photos the chooser has room for. */
export const MOST_PHOTOS = COLUMNS * ROWS;
