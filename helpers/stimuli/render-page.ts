import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { PageKind } from '../model/run-plan.ts';
import { drawBankPage } from './bank-page.ts';
import type { PageCanaries } from './canaries.ts';
import { drawChatPage } from './chat-page.ts';
import { drawFacePage } from './face.ts';
import { drawIdCardPage } from './id-card-page.ts';
import { addKeyedPattern } from './keyed-pattern.ts';
import {
  BALLAST_TOP,
  drawCode,
  MOST_BALLAST_ROWS,
  PAGE_HEIGHT,
  PAGE_WIDTH,
  type PageFonts,
  registerFonts,
} from './page-canvas.ts';
import { randomBytesOf } from './random-bytes.ts';

export interface PageOrder {
  readonly kind: PageKind;
  readonly canaries: PageCanaries;
  /** Rows of noise at the foot of the page, 0 to `MOST_BALLAST_ROWS`: each makes the file some 3 kB larger. */
  readonly ballastRows: number;
  /** Whole; 1 gives 1080 by 1560 pixels. */
  readonly scale: number;
  /** Without it, the page is drawn as it is before its key marks it: what the key is looked for against. */
  readonly marked: boolean;
}

const DRAWERS: Readonly<Record<PageKind, (context: SKRSContext2D, page: PageCanaries) => void>> = {
  bank: drawBankPage,
  'id-card': drawIdCardPage,
  chat: drawChatPage,
  face: drawFacePage,
};

/**
 * Draws a page as PNG, marked by its key: unmarked pages with other digits are almost the same bytes, and one would be
 * taken for a copy of the other. The ballast gives each page of a run a size of its own, so that the sizes of what an app
 * keeps or sends can be held against them.
 */
export function renderPage(
  { kind, canaries, ballastRows, scale, marked }: PageOrder,
  fonts: PageFonts,
): Buffer {
  registerFonts(fonts);
  const [width, height] = [PAGE_WIDTH * scale, PAGE_HEIGHT * scale];
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  context.fillStyle = '#f4f5f7';
  context.fillRect(0, 0, PAGE_WIDTH, PAGE_HEIGHT);
  DRAWERS[kind](context, canaries);
  drawCode(context, canaries.code);
  const picture = context.getImageData(0, 0, width, height);
  addBallast(
    picture.data,
    { width, top: BALLAST_TOP * scale, rows: Math.min(ballastRows, MOST_BALLAST_ROWS) },
    canaries,
  );
  if (marked) addKeyedPattern(picture.data, width, canaries.patternKey);
  context.putImageData(picture, 0, 0);
  return canvas.toBuffer('image/png');
}

/** Noise of every colour, with room for the pattern: what cannot be compressed keeps its size in every format. */
function addBallast(
  pixels: Uint8ClampedArray,
  { width, top, rows }: { readonly width: number; readonly top: number; readonly rows: number },
  { patternKey }: PageCanaries,
): void {
  const noise = randomBytesOf(patternKey, width * rows * 3);
  for (let pixel = 0; pixel < width * rows; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1)
      pixels[(top * width + pixel) * 4 + channel] = 64 + ((noise[pixel * 3 + channel] ?? 0) >> 1);
  }
}
