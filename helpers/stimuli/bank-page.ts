import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import encodeQR from 'qr';
import type { BankPageCanaries } from './canaries.ts';
import { addKeyedPattern, HEADROOM } from './keyed-pattern.ts';

/** Font files as bytes: this folder reads no files. */
export interface PageFonts {
  readonly latin: Uint8Array;
  readonly chinese: Uint8Array;
}

export const PAGE_WIDTH = 1080;
export const PAGE_HEIGHT = 1560;

const LATIN = 'TelltaleLatin';
const CHINESE = 'TelltaleChinese';

const WHITE = grey(255 - HEADROOM);
const BLACK = grey(HEADROOM);

/**
 * Draws the account page of a bank that does not exist, 1080 by 1560 pixels, as PNG, marked by the page's key: unmarked
 * pages with other digits are almost the same bytes, and one would be taken for a copy of the other.
 */
export function renderBankPage(page: BankPageCanaries, fonts: PageFonts): Buffer {
  GlobalFonts.register(Buffer.from(fonts.latin), LATIN);
  GlobalFonts.register(Buffer.from(fonts.chinese), CHINESE);
  const canvas = createCanvas(PAGE_WIDTH, PAGE_HEIGHT);
  const context = canvas.getContext('2d');
  context.fillStyle = '#f4f5f7';
  context.fillRect(0, 0, PAGE_WIDTH, PAGE_HEIGHT);
  drawHeader(context);
  drawCard(context, page);
  drawCode(context, page.code);
  const picture = context.getImageData(0, 0, PAGE_WIDTH, PAGE_HEIGHT);
  addKeyedPattern(picture.data, PAGE_WIDTH, page.patternKey);
  context.putImageData(picture, 0, 0);
  return canvas.toBuffer('image/png');
}

/** The page that the phone's browser shows: one image, and its name for accessibility. */
export function bankPageHtml(imageUrl: string, imageText: string): string {
  return [
    '<!doctype html><html lang="zh"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${imageText}</title></head><body style="margin:0">`,
    `<img src="${imageUrl}" alt="${imageText}" style="width:100%;display:block">`,
    '</body></html>\n',
  ].join('');
}

function drawHeader(context: SKRSContext2D): void {
  context.fillStyle = '#b3202c';
  context.fillRect(0, 0, PAGE_WIDTH, 190);
  write(context, '示例银行 · 我的账户', 60, 120, 54, WHITE);
}

function drawCard(context: SKRSContext2D, page: BankPageCanaries): void {
  context.fillStyle = WHITE;
  context.fillRect(50, 250, PAGE_WIDTH - 100, 560);
  const card = page.cardNumber.replace(/(\d{4})(?=\d)/g, '$1 ');
  write(context, '持卡人', 100, 340, 40, '#70757a');
  write(context, page.holder, 320, 340, 44, '#202124');
  write(context, '卡号', 100, 460, 40, '#70757a');
  write(context, card, 100, 550, 62, '#202124');
  write(context, '余额（元）', 100, 670, 40, '#70757a');
  write(context, page.balance, 100, 760, 72, '#b3202c');
}

function drawCode(context: SKRSContext2D, code: string): void {
  const cells = encodeQR(code, 'raw', { ecc: 'quartile' });
  const cell = Math.floor(560 / cells.length);
  const left = Math.floor((PAGE_WIDTH - cell * cells.length) / 2);
  context.fillStyle = WHITE;
  context.fillRect(50, 860, PAGE_WIDTH - 100, 650);
  context.fillStyle = BLACK;
  for (const [row, line] of cells.entries()) {
    for (const [column, dark] of line.entries()) {
      if (dark) context.fillRect(left + column * cell, 900 + row * cell, cell, cell);
    }
  }
}

function grey(level: number): string {
  return `rgb(${level}, ${level}, ${level})`;
}

function write(
  context: SKRSContext2D,
  text: string,
  x: number,
  y: number,
  size: number,
  color: string,
): void {
  context.fillStyle = color;
  context.font = `${size}px ${LATIN}, ${CHINESE}`;
  context.fillText(text, x, y);
}
