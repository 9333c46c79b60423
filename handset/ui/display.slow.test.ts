import { createCanvas, loadImage } from '@napi-rs/canvas';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import encodeQr from 'qr';
import { describe, expect, it } from 'vitest';
import type { Display, Screen, View } from '../screen-parts.ts';
import { createDisplay } from './display.ts';

const WIDTH = 1080;
const HEIGHT = 2160;

interface Shown {
  readonly display: Display;
  readonly keys: number[];
  clockMs: number;
}

function showing(children: readonly View[]): Shown {
  const screen: Screen = {
    package: 'a.b',
    activity: 'a.b.Main',
    root: {
      className: 'android.widget.FrameLayout',
      bounds: { left: 0, top: 0, right: WIDTH, bottom: HEIGHT },
      style: { background: '#ffffff' },
      children,
    },
  };
  const shown: Shown = {
    keys: [],
    clockMs: Date.UTC(2019, 1, 16, 10, 15),
    display: createDisplay({
      glass: { width: WIDTH, height: HEIGHT, density: 420, rotation: 0 },
      front: () => screen,
      onKey: async (keycode) => void shown.keys.push(keycode),
      now: () => shown.clockMs,
    }),
  };
  return shown;
}

const view = (top: number, more: Partial<View>): View => ({
  className: 'android.view.View',
  bounds: { left: 100, top, right: 700, bottom: top + 600 },
  ...more,
});

/** Dark pixels of the middle of the display: where `view(300, …)` is drawn. */
async function ink(display: Display): Promise<string> {
  const canvas = createCanvas(600, 600);
  const context = canvas.getContext('2d');
  context.drawImage(await loadImage(await display.capture()), -100, -300);
  const { data } = context.getImageData(0, 0, 600, 600);
  return data
    .filter((_, index) => index % 4 === 0)
    .map((red) => (red < 128 ? 1 : 0))
    .join('');
}

describe('a screenshot', () => {
  it('is a whole PNG of the display’s size, and shows a QR code so that it can be read', async () => {
    const cells = encodeQr('telltale:0123456789abcdef', 'raw');
    const canvas = createCanvas(cells.length * 8, cells.length * 8);
    const context = canvas.getContext('2d');
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = '#000000';
    for (const [y, row] of cells.entries()) {
      for (const [x, dark] of row.entries()) if (dark) context.fillRect(x * 8, y * 8, 8, 8);
    }
    const { display } = showing([view(300, { image: canvas.toBuffer('image/png') })]);
    const screenshot = PNG.sync.read(await display.capture());
    expect([screenshot.width, screenshot.height]).toEqual([WIDTH, HEIGHT]);
    expect(jsqr.default(new Uint8ClampedArray(screenshot.data), WIDTH, HEIGHT)?.data).toBe(
      'telltale:0123456789abcdef',
    );
  });

  it('draws Chinese characters, not boxes', async () => {
    const drawn = async (text: string): Promise<string> =>
      ink(showing([view(300, { text, style: { fontSize: 200 } })]).display);
    // No font has glyphs for these private characters: this is how a missing one looks.
    const missing = await drawn('\u{f0000}\u{f0001}');
    const jd = await drawn('京东');
    expect(jd).toContain('1');
    expect(jd).not.toBe(missing);
    expect(jd).not.toBe(await drawn('东京'));
  });

  it('shows colours exactly', async () => {
    const { display } = showing([view(300, { style: { background: '#b3202c' } })]);
    const { data } = PNG.sync.read(await display.capture());
    const at = (400 * WIDTH + 300) * 4;
    expect([...data.subarray(at, at + 4)]).toEqual([0xb3, 0x20, 0x2c, 255]);
  });

  it('shows the same thing as the same bytes, and another minute as others', async () => {
    const shown = showing([view(300, { text: 'same' })]);
    const first = await shown.display.capture();
    expect((await shown.display.capture()).equals(first)).toBe(true);
    shown.clockMs += 60_000;
    expect((await shown.display.capture()).equals(first)).toBe(false);
  });

  it.each<readonly [string, Partial<View>]>([
    ['bytes that are no image', { image: Buffer.from('not an image') }],
    ['no bytes', { image: Buffer.alloc(0) }],
    ['an image of gigapixels', { image: declaredSize(60_000, 60_000) }],
    ['an image that lies about its size', { image: declaredSize(5_000, 5_000) }],
    ['an image that is cut off', { image: declaredSize(1, 1).subarray(0, 40) }],
    ['a text of a million characters', { text: '京x '.repeat(400_000) }],
    ['a word of a million characters', { text: 'x'.repeat(1_000_000) }],
    ['control characters and lone surrogates', { text: '\u0000\ud800\u202e\u0007\n\n' }],
    [
      'a colour that is none',
      { text: 'x', style: { background: 'url(x)', color: '};', fontSize: Number.NaN } },
    ],
    ['an endless font', { text: 'x', style: { fontSize: Number.POSITIVE_INFINITY } }],
    ['bounds that are no numbers', { text: 'x', bounds: { left: Number.NaN, top: 0, right: 9, bottom: 9 } }],
    ['bounds far outside', { text: 'x', bounds: { left: -1e9, top: -1e9, right: 1e9, bottom: 1e9 } }],
    ['a deep tree', { children: [deepView(5_000)] }],
  ])('survives %s', async (_what, hostile) => {
    const { display } = showing([view(300, hostile)]);
    expect(PNG.sync.read(await display.capture()).width).toBe(WIDTH);
  });
});

describe('a tap', () => {
  it('reaches the topmost clickable view there, and none that is disabled', async () => {
    const tapped: string[] = [];
    const target = (name: string, more: Partial<View> = {}): View =>
      view(300, { clickable: true, onClick: () => void tapped.push(name), ...more });
    const { display } = showing([
      target('below'),
      target('above', { children: [view(300, { text: 'a label' })] }),
      target('disabled', { enabled: false }),
    ]);
    await display.tap(150, 350);
    await display.tap(150, 299);
    await display.tap(700, 350);
    await display.tap(Number.NaN, 350);
    expect(tapped).toEqual(['above']);
  });

  it.each([
    [100, 4],
    [540, 3],
    [1000, 187],
  ])('on the navigation bar at %d is key %d', async (x, keycode) => {
    const { display, keys } = showing([]);
    await display.tap(x, HEIGHT - 20);
    expect(keys).toEqual([keycode]);
  });
});

describe('typed text', () => {
  it('goes to the text field that was tapped last, after what is in it', async () => {
    const typed: string[] = [];
    const field = (name: string, top: number): View =>
      view(top, { text: 'was ', onText: (text) => void typed.push(`${name}: ${text}`) });
    const { display } = showing([field('first', 100), field('second', 900)]);
    await display.text('one');
    await display.tap(150, 1000);
    await display.text('two');
    expect(typed).toEqual(['first: was one', 'second: was two']);
  });

  it('goes nowhere when there is no text field', async () => {
    await expect(showing([]).display.text('lost')).resolves.toBeUndefined();
  });
});

function declaredSize(width: number, height: number): Buffer {
  const png = createCanvas(1, 1).toBuffer('image/png');
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  return png;
}

function deepView(depth: number): View {
  let inner = view(300, { text: 'innermost' });
  for (let level = 0; level < depth; level += 1) inner = view(300, { children: [inner] });
  return inner;
}
