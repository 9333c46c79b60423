import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { beforeAll, describe, expect, it } from 'vitest';
import { PAGE_ENTROPY, pageCanaries } from './canaries.ts';
import { blankPicture } from './code-picture.fake.ts';
import { readCode } from './read-code.ts';
import { renderPage } from './render-page.ts';

const require = createRequire(import.meta.url);
const canaries = pageCanaries(Uint8Array.from({ length: PAGE_ENTROPY }, (_, index) => index * 13));
let page: Buffer;

beforeAll(() => {
  const fonts = {
    latin: readFileSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
    chinese: readFileSync(
      require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
    ),
  };
  page = renderPage({ kind: 'bank', canaries, ballastRows: 0, scale: 1, marked: true }, fonts);
});

describe('the code on a screenshot', () => {
  it.each([
    { name: 'of a tall phone', width: 1080, height: 2340, scale: 1, format: 'png' },
    { name: 'of a small phone', width: 720, height: 1440, scale: 2 / 3, format: 'png' },
    { name: 'that a vendor writes as JPEG', width: 1080, height: 2160, scale: 1, format: 'jpeg' },
  ] as const)('$name is read', async ({ width, height, scale, format }) => {
    expect(await readCode(await screenshot({ width, height, scale, format }))).toBe(canaries.code);
  });

  it.each([
    ['an empty file', () => Buffer.alloc(0)],
    ['what is no picture', () => Buffer.from('<!doctype html><title>HTTP ERROR 502</title>')],
    ['a picture that was cut off', () => page.subarray(0, page.length >> 1)],
    ['a picture without a code', blankPicture],
  ])('is not read from %s', async (_, picture) => {
    expect(await readCode(picture())).toBeUndefined();
  });
});

/** The page below a status bar and an address bar, on an otherwise white screen. */
async function screenshot(shape: {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly format: 'png' | 'jpeg';
}): Promise<Buffer> {
  const canvas = createCanvas(shape.width, shape.height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, shape.width, shape.height);
  const image = await loadImage(page);
  context.drawImage(image, 0, 260, image.width * shape.scale, image.height * shape.scale);
  return shape.format === 'png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg', 80);
}
