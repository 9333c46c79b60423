import type { AppProcess } from '../app-parts.ts';
import type { MediaRow } from '../media-parts.ts';
import type { View } from '../screen-parts.ts';
import { box, type ContentArea, picture } from './views.ts';

/** A picture of a grid, and the row that it stands for. */
export interface GridImage {
  readonly row: MediaRow;
  readonly thumbnail: Buffer | undefined;
}

const MOST = 60;

/** The small pictures of rows; one whose bytes are none is there without. */
export async function gridImages(
  process: AppProcess,
  rows: readonly MediaRow[],
): Promise<readonly GridImage[]> {
  const shown = rows.slice(0, MOST);
  return await Promise.all(
    shown.map(async (row) => ({
      row,
      thumbnail: await process.loadThumbnail(row.id).catch(() => undefined),
    })),
  );
}

/** Squares in rows of `columns`, below the top of the area; each is what `cell` makes of it. */
export function imageGrid(
  area: ContentArea,
  images: readonly GridImage[],
  grid: { readonly columns: number; readonly resourceId: string; cell(image: GridImage, square: View): View },
): View {
  const side = Math.floor(area.width / grid.columns);
  const gap = Math.round(area.dp);
  const cells = images.map((image, index) => {
    const left = (index % grid.columns) * side;
    const top = area.top + Math.floor(index / grid.columns) * side;
    const square = picture(
      box(left + gap, top + gap, side - 2 * gap, side - 2 * gap),
      image.thumbnail ?? new Uint8Array(),
      image.row.displayName,
    );
    return grid.cell(image, { ...square, style: { background: '#e8eaed' } });
  });
  return {
    className: 'androidx.recyclerview.widget.RecyclerView',
    resourceId: grid.resourceId,
    bounds: { left: 0, top: area.top, right: area.right, bottom: area.bottom },
    scrolls: 'vertical',
    children: cells,
  };
}
