import type { Image, SKRSContext2D } from '@napi-rs/canvas';
import type { Screen, View } from '../parts.ts';
import { clampedSize, phoneFont } from './fonts.ts';
import { decodePicture } from './pictures.ts';
import { lineHeight, textLines } from './text-lines.ts';
import { placedViews } from './view-tree.ts';

/** Draws the views of a screen, parents first, each within its bounds. Broken images leave their background. */
export async function drawScreen(context: SKRSContext2D, screen: Screen): Promise<void> {
  const views = placedViews(screen.root).map(({ view }) => view);
  const pictures = new Map<View, Image>();
  for (const view of views) {
    const picture = view.image === undefined ? undefined : await decodePicture(view.image);
    if (picture !== undefined) pictures.set(view, picture);
  }
  // No await from here on: a canvas that is half one screen and half the next was never on the display.
  for (const view of views) drawView(context, view, pictures.get(view));
}

function drawView(context: SKRSContext2D, view: View, picture: Image | undefined): void {
  const { left, top, right, bottom } = view.bounds;
  if (!(right > left && bottom > top)) return;
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  if (view.style?.background !== undefined) {
    // A colour that is none is ignored by the canvas, so the transparent one is set first.
    context.fillStyle = 'transparent';
    context.fillStyle = view.style.background;
    context.fillRect(left, top, right - left, bottom - top);
  }
  if (picture !== undefined) context.drawImage(picture, left, top, right - left, bottom - top);
  if (view.text !== undefined && view.text !== '') drawText(context, view, view.text);
  context.restore();
}

function drawText(context: SKRSContext2D, view: View, text: string): void {
  const { left, top, right, bottom } = view.bounds;
  const fontSize = clampedSize(view.style?.fontSize ?? 40);
  const bold = view.style?.bold ?? false;
  const height = lineHeight(fontSize);
  const maxLines = Math.max(1, Math.floor((bottom - top) / height));
  const lines = textLines(text, { width: right - left, fontSize, bold, maxLines });
  const centred = view.style?.align === 'center';
  context.font = phoneFont(fontSize, bold);
  context.fillStyle = '#202124';
  if (view.style?.color !== undefined) context.fillStyle = view.style.color;
  context.textAlign = centred ? 'center' : 'left';
  context.textBaseline = 'middle';
  const first = top + Math.max(0, (bottom - top - lines.length * height) / 2) + height / 2;
  for (const [index, line] of lines.entries()) {
    context.fillText(line, centred ? (left + right) / 2 : left, first + index * height);
  }
}
