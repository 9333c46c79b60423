import { createCanvas } from '@napi-rs/canvas';
import type { Display, Screen } from '../parts.ts';
import { drawScreen } from './draw-screen.ts';
import { encodePng } from './encode-png.ts';
import { registerFonts } from './fonts.ts';
import { editableAt, topmostClickable } from './hit-test.ts';
import { barHeights, drawSystemBars, navigationKey } from './system-bars.ts';
import { placedViews } from './view-tree.ts';

export interface DisplayOptions {
  readonly width: number;
  readonly height: number;
  /** Dots per inch, e.g. 420. */
  readonly density: number;
  /** The screen in front. */
  front(): Screen;
  onKey(keycode: number): Promise<void>;
  /** The phone's clock, in milliseconds since the Unix epoch. */
  now(): number;
}

/** The phone's display: draws what is in front, and carries taps, text and keys to it. */
export function createDisplay(options: DisplayOptions): Display {
  registerFonts();
  const { width, height, density } = options;
  /** Where the keyboard's text goes: the text field that was tapped last. */
  let focus: readonly number[] | undefined;
  return {
    width,
    height,
    density,
    current: () => options.front(),
    capture: () => captured(options),
    async tap(x, y) {
      if (!(x >= 0 && x < width && y >= 0 && y < height)) return;
      if (y >= height - barHeights(density).navigation) return options.onKey(navigationKey(x, width));
      const views = placedViews(options.front().root);
      focus = editableAt(views, x, y)?.path;
      await topmostClickable(views, x, y)?.view.onClick?.();
    },
    async text(text) {
      const fields = placedViews(options.front().root).filter(({ view }) => view.onText !== undefined);
      const focused = fields.find(({ path }) => path.join() === focus?.join()) ?? fields[0];
      await focused?.view.onText?.((focused.view.text ?? '') + text);
    },
    key: (keycode) => options.onKey(keycode),
  };
}

async function captured(options: DisplayOptions): Promise<Buffer> {
  const { width, height, density } = options;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  await drawScreen(context, options.front());
  drawSystemBars(context, { width, height, density, nowMs: options.now() });
  return encodePng(canvas.data(), width, height);
}
