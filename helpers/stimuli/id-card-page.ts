import type { SKRSContext2D } from '@napi-rs/canvas';
import type { PageCanaries } from './canaries.ts';
import { drawFace } from './face.ts';
import { DARK, drawHeader, FAINT, fill, PAGE_WIDTH, write } from './page-canvas.ts';

const CARD = { x: 60, y: 240, width: PAGE_WIDTH - 120, height: 620 };

/** A page that shows an identity card: its number has the right form and a wrong check character. */
export function drawIdCardPage(context: SKRSContext2D, page: PageCanaries): void {
  drawHeader(context, '示例政务 · 电子证件（样本）', '#1d5fa8');
  fill(context, CARD, '#dfe9f3');
  const born = page.idNumber.slice(6, 14);
  const lines = [
    ['姓名', page.holder],
    ['性别', '样本'],
    ['出生', `${born.slice(0, 4)} 年 ${Number(born.slice(4, 6))} 月 ${Number(born.slice(6, 8))} 日`],
    ['住址', '样本省示例市不存在路 0 号'],
  ] as const;
  for (const [row, [label, value]] of lines.entries()) {
    write(context, label, [100, 340 + row * 95], { size: 36, color: FAINT });
    write(context, value, [230, 340 + row * 95], { size: 42, color: DARK });
  }
  drawFace(context, { x: 770, y: 290, width: 210, height: 300 }, page);
  write(context, '公民身份号码', [100, 800], { size: 36, color: FAINT });
  write(context, page.idNumber, [340, 803], { size: 54, color: DARK });
}
