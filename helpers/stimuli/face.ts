import type { SKRSContext2D } from '@napi-rs/canvas';
import type { PageCanaries } from './canaries.ts';
import { type Box, DARK, drawHeader, fill, PAGE_WIDTH } from './page-canvas.ts';

const SKINS = ['#e8beac', '#c98f6b', '#f1c9a5', '#8d5a3b'];
const HAIRS = ['#2b1b12', '#5a3825', '#8a8680', '#17130f'];

/** A large portrait. */
export function drawFacePage(context: SKRSContext2D, page: PageCanaries): void {
  drawHeader(context, '示例相册 · 人像', '#4d3a6b');
  drawFace(context, { x: 240, y: 210, width: PAGE_WIDTH - 480, height: 680 }, page);
}

/**
 * A face that is drawn, nobody's: with the proportions and the light and shade that face detectors look for (dark eyes
 * over bright cheeks, a bright bridge of the nose). Whether a given detector fires on it has not been tried.
 */
export function drawFace(context: SKRSContext2D, box: Box, { patternKey }: PageCanaries): void {
  const at = (index: number): number => patternKey[index] ?? 0;
  const x = (share: number): number => box.x + share * box.width;
  const y = (share: number): number => box.y + share * box.height;
  const oval = (cx: number, cy: number, rx: number, ry: number, color: string): void => {
    context.fillStyle = color;
    context.beginPath();
    context.ellipse(x(cx), y(cy), rx * box.width, ry * box.height, 0, 0, 2 * Math.PI);
    context.fill();
  };
  const skin = SKINS[at(0) % SKINS.length] ?? '#e8beac';
  const hair = HAIRS[at(1) % HAIRS.length] ?? '#2b1b12';
  const apart = 0.16 + (at(2) % 4) / 100;
  fill(context, box, '#cdd9e0');
  oval(0.5, 1, 0.48, 0.2, '#4f6272'); // shoulders
  oval(0.5, 0.42, 0.36, 0.38, hair);
  oval(0.5, 0.5, 0.3, 0.36, skin);
  for (const side of [-1, 1]) {
    oval(0.5 + side * apart, 0.36, 0.09, 0.014, hair); // brow
    oval(0.5 + side * apart, 0.44, 0.07, 0.03, '#f4f4f2');
    oval(0.5 + side * apart, 0.44, 0.032, 0.028, DARK);
    oval(0.5 + side * (apart + 0.02), 0.6, 0.07, 0.045, '#e9a793'); // cheek
  }
  oval(0.5, 0.53, 0.025, 0.09, '#f6dccb'); // bridge of the nose
  oval(0.5, 0.61, 0.055, 0.02, '#a9705a');
  oval(0.5, 0.72, 0.11 + (at(3) % 4) / 100, 0.022, '#a33c42'); // mouth
}
