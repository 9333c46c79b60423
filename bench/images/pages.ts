import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Canvas, createCanvas, loadImage } from '@napi-rs/canvas';
import type { PageKind } from '../../helpers/model/run-plan.ts';
import { PAGE_ENTROPY, pageCanaries } from '../../helpers/stimuli/canaries.ts';
import { renderPage } from '../../helpers/stimuli/render-page.ts';

const SCREEN = { width: 1080, height: 2340 };
const PAGE_TOP = 240;

/** A page as a phone's browser shows it on a screen of 2.5 million pixels. */
export interface ShownPage {
  readonly key: Uint8Array;
  readonly unmarked: Buffer;
  readonly screenshot: Canvas;
}

/** Draws a page of this kind with canaries of its own: two of a kind are the same template with other digits. */
export async function showPage(kind: PageKind): Promise<ShownPage> {
  const canaries = pageCanaries(randomBytes(PAGE_ENTROPY));
  const render = (marked: boolean): Buffer =>
    renderPage({ kind, canaries, ballastRows: 30, scale: 1, marked }, FONTS);
  return { key: canaries.patternKey, unmarked: render(false), screenshot: await screenshotOf(render(true)) };
}

const require = createRequire(import.meta.url);
const font = (name: string): Buffer => readFileSync(require.resolve(name));
const FONTS = {
  latin: font('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  chinese: font('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
};

async function screenshotOf(page: Buffer): Promise<Canvas> {
  const canvas = createCanvas(SCREEN.width, SCREEN.height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fafafa';
  context.fillRect(0, 0, SCREEN.width, SCREEN.height);
  context.fillStyle = '#303134';
  context.font = '36px sans-serif';
  context.fillText('10:26', 40, 60);
  context.fillText('pages.telltale.test', 120, 170);
  context.drawImage(await loadImage(page), 0, PAGE_TOP);
  return canvas;
}

/** Clouds of every size, as the light of a photo has them; not of a camera. */
export function photoLike(width: number, height: number): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  for (const [cells, alpha] of [
    [3, 1],
    [9, 0.5],
    [30, 0.35],
    [100, 0.2],
    [400, 0.12],
  ] as const) {
    const small = createCanvas(cells, Math.round((cells * height) / width));
    const pixels = small.getContext('2d').createImageData(small.width, small.height);
    pixels.data.set(randomBytes(pixels.data.length));
    for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
    small.getContext('2d').putImageData(pixels, 0, 0);
    context.globalAlpha = alpha;
    context.imageSmoothingQuality = 'high';
    context.drawImage(small, 0, 0, width, height);
  }
  return canvas;
}
