import type { SKRSContext2D } from '@napi-rs/canvas';
import { phoneFont } from './fonts.ts';
import { KEY } from './keycodes.ts';

/** Heights of the bars in pixels, from Android's 24 dp and 48 dp. */
export function barHeights(density: number): { readonly status: number; readonly navigation: number } {
  return { status: Math.round((24 * density) / 160), navigation: Math.round((48 * density) / 160) };
}

interface BarsState {
  readonly width: number;
  readonly height: number;
  readonly density: number;
  /** Hours and minutes where the phone is. */
  readonly clock: string;
}

/** Draws clock, network and battery at the top and the three buttons at the bottom. */
export function drawSystemBars(context: SKRSContext2D, bars: BarsState): void {
  drawStatusBar(context, bars);
  drawNavigationBar(context, bars);
}

/** The key of the navigation bar's button at `x`. */
export function navigationKey(x: number, width: number): number {
  if (x < width / 3) return KEY.BACK;
  return x < (width * 2) / 3 ? KEY.HOME : KEY.APP_SWITCH;
}

function drawStatusBar(context: SKRSContext2D, bars: BarsState): void {
  const { status } = barHeights(bars.density);
  context.fillStyle = inkOver(context, bars.width);
  context.font = phoneFont(status * 0.55, false);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(bars.clock, status * 0.5, status / 2);
  const size = status * 0.46;
  const top = (status - size) / 2;
  drawBattery(context, { left: bars.width - status * 0.85, top, size });
  drawSignal(context, { left: bars.width - status * 1.6, top, size });
  drawWifi(context, { left: bars.width - status * 2.5, top, size });
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

function drawNavigationBar(context: SKRSContext2D, bars: BarsState): void {
  const { navigation } = barHeights(bars.density);
  const middle = bars.height - navigation / 2;
  const size = navigation * 0.16;
  context.fillStyle = '#000000';
  context.fillRect(0, bars.height - navigation, bars.width, navigation);
  context.strokeStyle = '#e8eaed';
  context.fillStyle = '#e8eaed';
  context.lineWidth = Math.max(2, navigation * 0.03);
  const [back, home, overview] = [1, 3, 5].map((sixth) => (bars.width * sixth) / 6);
  context.beginPath();
  context.moveTo((back ?? 0) + size, middle - size);
  context.lineTo((back ?? 0) - size, middle);
  context.lineTo((back ?? 0) + size, middle + size);
  context.closePath();
  context.stroke();
  context.beginPath();
  context.arc(home ?? 0, middle, size, 0, Math.PI * 2);
  context.stroke();
  context.strokeRect((overview ?? 0) - size, middle - size, size * 2, size * 2);
}

/** White on dark apps, dark on light ones, as apps choose with SYSTEM_UI_FLAG_LIGHT_STATUS_BAR. */
function inkOver(context: SKRSContext2D, width: number): string {
  const [red = 0, green = 0, blue = 0] = context.getImageData(Math.floor(width / 2), 4, 1, 1).data;
  // Luma of ITU-R BT.601.
  return 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? '#3c4043' : '#ffffff';
}
