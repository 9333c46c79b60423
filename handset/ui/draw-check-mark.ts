import type { SKRSContext2D } from '@napi-rs/canvas';
import type { View } from '../screen-parts.ts';

const ACCENT = '#1a73e8';
const OFF = '#5f6368';

/** Draws the box, circle or switch of a view that can be checked; gives what it takes of the view's left side. */
export function drawCheckMark(context: SKRSContext2D, { className, bounds, checked }: View): number {
  if (checked === undefined) return 0;
  const kind = className.split('.').at(-1) ?? '';
  const size = Math.min(72, bounds.bottom - bounds.top, bounds.right - bounds.left);
  if (!(size >= 4)) return 0;
  const middle = (bounds.top + bounds.bottom) / 2;
  context.lineWidth = Math.max(2, size / 14);
  context.strokeStyle = checked ? ACCENT : OFF;
  context.fillStyle = checked ? ACCENT : OFF;
  if (/Switch|Toggle/.test(kind)) {
    drawSwitch(context, { right: bounds.right, middle, size, checked });
    return 0;
  }
  if (/RadioButton/.test(kind)) drawCircle(context, { left: bounds.left, middle, size, checked });
  else drawBox(context, { left: bounds.left, middle, size, checked });
  return size * 1.2;
}

interface Mark {
  readonly middle: number;
  readonly size: number;
  readonly checked: boolean;
}

function drawBox(
  context: SKRSContext2D,
  { left, middle, size, checked }: Mark & { readonly left: number },
): void {
  const [x, y, side] = [left + size * 0.2, middle - size * 0.3, size * 0.6];
  if (!checked) return context.strokeRect(x, y, side, side);
  context.fillRect(x, y, side, side);
  context.strokeStyle = '#ffffff';
  context.beginPath();
  context.moveTo(x + side * 0.2, y + side * 0.5);
  context.lineTo(x + side * 0.42, y + side * 0.72);
  context.lineTo(x + side * 0.82, y + side * 0.28);
  context.stroke();
}

function drawCircle(
  context: SKRSContext2D,
  { left, middle, size, checked }: Mark & { readonly left: number },
): void {
  context.beginPath();
  context.arc(left + size / 2, middle, size * 0.3, 0, Math.PI * 2);
  context.stroke();
  if (!checked) return;
  context.beginPath();
  context.arc(left + size / 2, middle, size * 0.16, 0, Math.PI * 2);
  context.fill();
}

function drawSwitch(
  context: SKRSContext2D,
  { right, middle, size, checked }: Mark & { readonly right: number },
): void {
  const [start, end] = [right - size * 1.1, right - size * 0.4];
  context.globalAlpha = 0.4;
  context.fillRect(start, middle - size * 0.15, end - start, size * 0.3);
  context.globalAlpha = 1;
  context.beginPath();
  context.arc(checked ? end : start, middle, size * 0.25, 0, Math.PI * 2);
  context.fill();
}
