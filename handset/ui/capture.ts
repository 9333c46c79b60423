import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Glass } from '../screen-parts.ts';
import { type Drawable, drawableOf } from './draw-screen.ts';
import { withEmoji } from './emoji.ts';
import { phoneFont, registerFonts } from './fonts.ts';
import { insetsOf } from './insets.ts';
import { drawSystemBars } from './system-bars.ts';
import type { SystemWindow } from './system-window.ts';

export interface Picture {
  readonly glass: Glass;
  readonly awake: boolean;
  readonly clock: string;
  readonly windows: readonly SystemWindow[];
  readonly toasts: readonly string[];
}

/** Android dims what is behind a dialog by 60 % (Theme.Material's backgroundDimAmount). */
const DIMMED = 'rgba(0, 0, 0, 0.6)';

/** Draws all that is on the display; a display that sleeps is black. */
export async function drawDisplay(picture: Picture): Promise<Canvas> {
  registerFonts();
  const { glass } = picture;
  const canvas = createCanvas(glass.width, glass.height);
  const context = canvas.getContext('2d');
  if (!picture.awake) return filled(canvas, context, '#000000');
  const drawables = await Promise.all(picture.windows.map(({ screen }) => drawableOf(screen)));
  // No await from here on: a canvas that is half one screen and half the next was never on the display.
  filled(canvas, context, '#ffffff');
  const drawn = picture.windows.map((window, index) => ({ window, drawable: drawables[index] }));
  drawWindows(
    context,
    picture,
    drawn.filter(({ window }) => window.overBars !== true),
  );
  drawSystemBars(context, picture);
  for (const toast of picture.toasts.slice(-1)) drawToast(context, picture, toast);
  drawWindows(
    context,
    picture,
    drawn.filter(({ window }) => window.overBars === true),
  );
  return canvas;
}

function drawWindows(
  context: SKRSContext2D,
  { glass }: Picture,
  windows: readonly { readonly window: SystemWindow; readonly drawable: Drawable | undefined }[],
): void {
  for (const [index, { window, drawable }] of windows.entries()) {
    const covers = index > 0 && window.touches === 'all';
    if (covers) {
      context.fillStyle = DIMMED;
      context.fillRect(0, 0, glass.width, glass.height);
    }
    drawable?.draw(context);
  }
}

function drawToast(context: SKRSContext2D, { glass }: Picture, said: string): void {
  const text = withEmoji(said);
  const { width, height, density } = glass;
  const dp = density / 160;
  const size = 14 * dp;
  context.font = phoneFont(size, false);
  const room = Math.min(width * 0.8, context.measureText(text).width + 32 * dp);
  const bottom = height - insetsOf(glass).bottom - 24 * dp;
  context.fillStyle = 'rgba(50, 50, 50, 0.9)';
  context.fillRect((width - room) / 2, bottom - 48 * dp, room, 48 * dp);
  context.fillStyle = '#ffffff';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, width / 2, bottom - 24 * dp, room - 16 * dp);
}

function filled(canvas: Canvas, context: SKRSContext2D, color: string): Canvas {
  context.fillStyle = color;
  context.fillRect(0, 0, canvas.width, canvas.height);
  return canvas;
}
