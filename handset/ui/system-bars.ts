import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Glass } from '../screen-parts.ts';
import { phoneFont } from './fonts.ts';
import { insetsOf, navigationBar, navigationKeys } from './insets.ts';
import { KEY } from './keycodes.ts';

interface BarsState {
  readonly glass: Glass;
  /** Hours and minutes where the phone is. */
  readonly clock: string;
}

/** Draws clock, network and battery at the top and the three buttons where the phone's lower end is. */
export function drawSystemBars(context: SKRSContext2D, bars: BarsState): void {
  drawStatusBar(context, bars);
  drawNavigationBar(context, bars.glass);
}

function drawStatusBar(context: SKRSContext2D, { glass, clock }: BarsState): void {
  const { top: status, left, right } = insetsOf(glass);
  const end = glass.width - right;
  context.fillStyle = inkOver(context, glass.width);
  context.font = phoneFont(status * 0.55, false);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(clock, left + status * 0.5, status / 2);
  const size = status * 0.46;
  const top = (status - size) / 2;
  drawBattery(context, { left: end - status * 0.85, top, size });
  drawSignal(context, { left: end - status * 1.6, top, size });
  drawWifi(context, { left: end - status * 2.5, top, size });
}

interface Icon {
  readonly left: number;
  readonly top: number;
  readonly size: number;
}

function drawBattery(context: SKRSContext2D, icon: Icon): void {
  const width = icon.size * 0.55;
  context.fillRect(icon.left + width * 0.3, icon.top - icon.size * 0.08, width * 0.4, icon.size * 0.1);
  context.fillRect(icon.left, icon.top, width, icon.size);
}

function drawSignal(context: SKRSContext2D, icon: Icon): void {
  context.beginPath();
  context.moveTo(icon.left + icon.size, icon.top);
  context.lineTo(icon.left + icon.size, icon.top + icon.size);
  context.lineTo(icon.left, icon.top + icon.size);
  context.fill();
}

function drawWifi(context: SKRSContext2D, icon: Icon): void {
  const foot = { x: icon.left + icon.size / 2, y: icon.top + icon.size };
  context.beginPath();
  context.moveTo(foot.x, foot.y);
  context.arc(foot.x, foot.y, icon.size, -Math.PI * 0.75, -Math.PI * 0.25);
  context.fill();
}

function drawNavigationBar(context: SKRSContext2D, glass: Glass): void {
  const bar = navigationBar(glass);
  const [width, height] = [bar.right - bar.left, bar.bottom - bar.top];
  const thickness = Math.min(width, height);
  const along = Math.max(width, height);
  context.fillStyle = '#000000';
  context.fillRect(bar.left, bar.top, width, height);
  context.strokeStyle = '#e8eaed';
  context.lineWidth = Math.max(2, thickness * 0.03);
  for (const [index, key] of navigationKeys(glass).entries()) {
    const way = (along * (2 * index + 1)) / 6;
    const at = width > height ? [way, thickness / 2] : [thickness / 2, way];
    drawButton(context, key, {
      x: bar.left + (at[0] ?? 0),
      y: bar.top + (at[1] ?? 0),
      size: thickness * 0.16,
    });
  }
}

/** Signs stay upright while the bar turns. */
function drawButton(
  context: SKRSContext2D,
  key: number,
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
): void {
  context.beginPath();
  if (key === KEY.APP_SWITCH) context.rect(x - size, y - size, size * 2, size * 2);
  else if (key === KEY.HOME) context.arc(x, y, size, 0, Math.PI * 2);
  else {
    context.moveTo(x + size, y - size);
    context.lineTo(x - size, y);
    context.lineTo(x + size, y + size);
    context.closePath();
  }
  context.stroke();
}

/** White on dark apps, dark on light ones, as apps choose with SYSTEM_UI_FLAG_LIGHT_STATUS_BAR. */
function inkOver(context: SKRSContext2D, width: number): string {
  const [red = 0, green = 0, blue = 0] = context.getImageData(Math.floor(width / 2), 4, 1, 1).data;
  // Luma of ITU-R BT.601.
  return 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? '#3c4043' : '#ffffff';
}
