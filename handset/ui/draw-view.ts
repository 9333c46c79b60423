import type { Image, SKRSContext2D } from '@napi-rs/canvas';
import type { View } from '../screen-parts.ts';
import { drawCheckMark } from './draw-check-mark.ts';
import { clampedSize, phoneFont } from './fonts.ts';
import { lineHeight, textLines } from './text-lines.ts';
import { shownText } from './view-text.ts';
import { type PlacedView, unclipped } from './view-tree.ts';

/** Draws one view within its bounds and within what scrolls it. */
export function drawView(context: SKRSContext2D, placed: PlacedView, picture: Image | undefined): void {
  const { view } = placed;
  const { left, top, right, bottom } = view.bounds;
  if (!(right > left && bottom > top)) return;
  const clip = unclipped(placed);
  context.save();
  context.beginPath();
  context.rect(clip.left, clip.top, clip.right - clip.left, clip.bottom - clip.top);
  context.clip();
  if (view.style?.background !== undefined) {
    // A colour that is none is ignored by the canvas, so the transparent one is set first.
    context.fillStyle = 'transparent';
    context.fillStyle = view.style.background;
    context.fillRect(left, top, right - left, bottom - top);
  }
  if (picture !== undefined) context.drawImage(picture, left, top, right - left, bottom - top);
  const text = shownText(view);
  const indent = drawCheckMark(context, view);
  if (text.words !== '') drawText(context, view, { ...text, indent });
  context.restore();
}

function drawText(
  context: SKRSContext2D,
  view: View,
  text: { readonly words: string; readonly isHint: boolean; readonly indent: number },
): void {
  const { top, right, bottom } = view.bounds;
  const left = view.bounds.left + text.indent;
  const fontSize = clampedSize(view.style?.fontSize ?? 40);
  const bold = view.style?.bold ?? false;
  const height = lineHeight(fontSize);
  const maxLines = Math.max(1, Math.floor((bottom - top) / height));
  const lines = textLines(text.words, { width: right - left, fontSize, bold, maxLines });
  const centred = view.style?.align === 'center';
  context.font = phoneFont(fontSize, bold);
  context.fillStyle = '#202124';
  if (view.style?.color !== undefined) context.fillStyle = view.style.color;
  if (text.isHint) context.fillStyle = '#80868b';
  if (view.enabled === false) context.globalAlpha = 0.38;
  context.textAlign = centred ? 'center' : 'left';
  context.textBaseline = 'middle';
  const first = top + Math.max(0, (bottom - top - lines.length * height) / 2) + height / 2;
  for (const [index, line] of lines.entries()) {
    context.fillText(line, centred ? (left + right) / 2 : left, first + index * height);
  }
}
