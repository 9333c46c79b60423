import type { SKRSContext2D } from '@napi-rs/canvas';
import type { PageCanaries } from './canaries.ts';
import { DARK, drawHeader, FAINT, fill, PAGE_WIDTH, RED, WHITE, write } from './page-canvas.ts';

/** The account page of a bank that does not exist. */
export function drawBankPage(context: SKRSContext2D, page: PageCanaries): void {
  drawHeader(context, '示例银行 · 我的账户', RED);
  fill(context, { x: 50, y: 230, width: PAGE_WIDTH - 100, height: 640 }, WHITE);
  const card = page.cardNumber.replace(/(\d{4})(?=\d)/g, '$1 ');
  write(context, '持卡人', [100, 340], { size: 40, color: FAINT });
  write(context, page.holder, [320, 340], { size: 44, color: DARK });
  write(context, '卡号', [100, 460], { size: 40, color: FAINT });
  write(context, card, [100, 550], { size: 62, color: DARK });
  write(context, '余额（元）', [100, 670], { size: 40, color: FAINT });
  write(context, page.balance, [100, 760], { size: 72, color: RED });
}
