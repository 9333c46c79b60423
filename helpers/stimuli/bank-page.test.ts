import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import decodeQR from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { bankPageHtml, PAGE_HEIGHT, PAGE_WIDTH, renderBankPage } from './bank-page.ts';
import { bankPageCanaries, PAGE_ENTROPY } from './canaries.ts';

const require = createRequire(import.meta.url);
const fonts = {
  latin: readFileSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
  chinese: readFileSync(
    require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  ),
};

/** Signature and IHDR, which every picture of one size shares. */
const PNG_HEAD = 33;
/** The shortest run that a detector takes for evidence. */
const WINDOW = 64;

describe('the bank page', () => {
  it('shows its QR code so that a reader finds it again', async () => {
    const page = bankPageCanaries(Uint8Array.from({ length: PAGE_ENTROPY }, (_, index) => index * 11));
    const image = await loadImage(renderBankPage(page, fonts));
    expect([image.width, image.height]).toEqual([PAGE_WIDTH, PAGE_HEIGHT]);
    const canvas = createCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, image.width, image.height);
    expect(decodeQR({ width: image.width, height: image.height, data: pixels.data })).toBe(page.code);
  });

  it('shares no run of bytes with a page of other canaries that a detector would take for evidence', () => {
    const one = renderBankPage(bankPageCanaries(new Uint8Array(PAGE_ENTROPY).fill(1)), fonts);
    const other = renderBankPage(bankPageCanaries(new Uint8Array(PAGE_ENTROPY).fill(2)), fonts);
    const windows = new Set<string>();
    for (let at = PNG_HEAD; at + WINDOW <= one.length; at += 1)
      windows.add(one.toString('latin1', at, at + WINDOW));
    let shared = 0;
    for (let at = PNG_HEAD; at + WINDOW <= other.length; at += 1)
      if (windows.has(other.toString('latin1', at, at + WINDOW))) shared += 1;
    expect(shared).toBe(0);
  });

  it('is one image with its name, for browsers and for accessibility', () => {
    const html = bankPageHtml('page.png', 'stimulus 1');
    expect(html).toContain('<img src="page.png" alt="stimulus 1"');
    expect(html).not.toContain('<script');
  });
});
