import { GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import encodeQR from 'qr';
import { HEADROOM } from './keyed-pattern.ts';

/** Font files as bytes: this folder reads no files. */
export interface PageFonts {
  readonly latin: Uint8Array;
  readonly chinese: Uint8Array;
}

export const PAGE_WIDTH = 1080;
export const PAGE_HEIGHT = 1560;

const LATIN = 'TelltaleLatin';
const CHINESE = 'TelltaleChinese';

/** White and black with room for the keyed pattern. */
export const WHITE = grey(255 - HEADROOM);
const BLACK = grey(HEADROOM);
export const FAINT = '#70757a';
export const DARK = '#202124';
export const RED = '#b3202c';

const CODE_TOP = 950;
const CODE_SIDE = 440;
/** The stripe of ballast lies below everything that a page shows. */
export const BALLAST_TOP = 1420;
export const MOST_BALLAST_ROWS = PAGE_HEIGHT - BALLAST_TOP;

export function registerFonts(fonts: PageFonts): void {
  GlobalFonts.register(Buffer.from(fonts.latin), LATIN);
  GlobalFonts.register(Buffer.from(fonts.chinese), CHINESE);
}

export interface Lettering {
  readonly size: number;
  readonly color: string;
}

export function write(
  context: SKRSContext2D,
  text: string,
  at: readonly [x: number, y: number],
  how: Lettering,
): void {
  context.fillStyle = how.color;
  context.font = `${how.size}px ${LATIN}, ${CHINESE}`;
  context.fillText(text, at[0], at[1]);
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function fill(context: SKRSContext2D, { x, y, width, height }: Box, color: string): void {
  context.fillStyle = color;
  context.fillRect(x, y, width, height);
}

/** The bar with the name of the page, which every kind has. */
export function drawHeader(context: SKRSContext2D, title: string, color: string): void {
  fill(context, { x: 0, y: 0, width: PAGE_WIDTH, height: 170 }, color);
  write(context, title, [60, 110], { size: 54, color: WHITE });
}

/** By it the page is recognised on the screen and on the screenshot. */
export function drawCode(context: SKRSContext2D, code: string): void {
  const cells = encodeQR(code, 'raw', { ecc: 'quartile' });
  const cell = Math.floor(CODE_SIDE / cells.length);
  const left = Math.floor((PAGE_WIDTH - cell * cells.length) / 2);
  fill(context, { x: 50, y: CODE_TOP - 40, width: PAGE_WIDTH - 100, height: CODE_SIDE + 60 }, WHITE);
  for (const [row, line] of cells.entries()) {
    for (const [column, dark] of line.entries()) {
      if (dark)
        fill(
          context,
          { x: left + column * cell, y: CODE_TOP + row * cell, width: cell, height: cell },
          BLACK,
        );
    }
  }
}

function grey(level: number): string {
  return `rgb(${level}, ${level}, ${level})`;
}
