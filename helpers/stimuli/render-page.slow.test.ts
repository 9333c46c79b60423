import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { PAGE_KINDS, type PageKind } from '../model/run-plan.ts';
import { PAGE_ENTROPY, pageCanaries } from './canaries.ts';
import { HEADROOM } from './keyed-pattern.ts';
import { MOST_BALLAST_ROWS, PAGE_HEIGHT, PAGE_WIDTH } from './page-canvas.ts';
import { readCode } from './read-code.ts';
import { renderPage } from './render-page.ts';

const require = createRequire(import.meta.url);
const fonts = {
  latin: readFileSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
  chinese: readFileSync(
    require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  ),
};

/** Signature and IHDR, which every picture of one size shares. */
const PNG_HEAD = 33;
/** One window in each run of 64 bytes, the shortest that a detector takes for evidence, wherever the run begins. */
const [WINDOW, STRIDE] = [48, 16];

describe('a page', () => {
  it.each(PAGE_KINDS)('of the kind %s shows its QR code so that a reader finds it again', async (kind) => {
    const png = page(kind, 5);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([PAGE_WIDTH, PAGE_HEIGHT]);
    expect(await readCode(png)).toBe(pageCanaries(entropy(5)).code);
  });

  it.each([
    ['bank', 'bank'],
    ['bank', 'id-card'],
    ['chat', 'chat'],
    ['face', 'face'],
  ] as const)(
    'of the kind %s shares no run of bytes with another %s that a detector would take for evidence',
    (kind, otherKind) => {
      const one = page(kind, 5);
      const other = page(otherKind, 6);
      const windows = new Set<string>();
      for (let at = PNG_HEAD; at + WINDOW <= one.length; at += STRIDE)
        windows.add(one.toString('latin1', at, at + WINDOW));
      let shared = 0;
      for (let at = PNG_HEAD; at + WINDOW <= other.length; at += 1)
        if (windows.has(other.toString('latin1', at, at + WINDOW))) shared += 1;
      expect(shared).toBe(0);
    },
  );

  it('is larger by its ballast, by as much for each row, so that the pages of a run have sizes of their own', () => {
    const sizes = [0, 40, 80].map((rows) => page('bank', 5, rows).length);
    const [none, some, more] = [sizes[0] ?? 0, sizes[1] ?? 0, sizes[2] ?? 0];
    expect(some - none).toBeGreaterThan(40 * 2_000);
    expect(more - some).toBeGreaterThan(0.9 * (some - none));
    expect(more - some).toBeLessThan(1.1 * (some - none));
  });

  it('has no room for more ballast than lies below its code, and still shows the code above it', async () => {
    const full = page('chat', 3, MOST_BALLAST_ROWS);
    expect(page('chat', 3, MOST_BALLAST_ROWS + 50).equals(full)).toBe(true);
    expect(await readCode(full)).toBe(pageCanaries(entropy(3)).code);
  });

  it('differs from itself unmarked by no more than the pattern', async () => {
    const order = { kind: 'id-card', canaries: pageCanaries(entropy(5)), ballastRows: 0, scale: 1 } as const;
    const [marked, plain] = await Promise.all([
      pixelsOf(page('id-card', 5)),
      pixelsOf(renderPage({ ...order, marked: false }, fonts)),
    ]);
    const differences = new Set(marked.map((value, at) => Math.abs(value - (plain[at] ?? 0))));
    expect(Math.max(...differences)).toBeLessThanOrEqual(HEADROOM);
    expect(differences.size).toBeGreaterThan(1);
  });

  it('can be drawn larger than a screen', async () => {
    const canaries = pageCanaries(entropy(21));
    const png = renderPage({ kind: 'bank', canaries, ballastRows: 10, scale: 2, marked: true }, fonts);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * PAGE_WIDTH, 2 * PAGE_HEIGHT]);
    expect(await readCode(png)).toBe(canaries.code);
  });
});

// Drawing one takes longer than looking at it.
const drawn = new Map<string, Buffer>();

function page(kind: PageKind, seed: number, ballastRows = 0): Buffer {
  const name = `${kind} ${seed} ${ballastRows}`;
  const png =
    drawn.get(name) ??
    renderPage({ kind, canaries: pageCanaries(entropy(seed)), ballastRows, scale: 1, marked: true }, fonts);
  drawn.set(name, png);
  return png;
}

async function pixelsOf(png: Buffer): Promise<Uint8ClampedArray> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height).data;
}

function entropy(seed: number): Uint8Array {
  return Uint8Array.from({ length: PAGE_ENTROPY }, (_, index) => (index + 1) * (seed * 16 + 7));
}
