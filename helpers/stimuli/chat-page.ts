import type { SKRSContext2D } from '@napi-rs/canvas';
import { type PageCanaries, positionText } from './canaries.ts';
import { DARK, drawHeader, fill, PAGE_WIDTH, WHITE, write } from './page-canvas.ts';

/** A conversation of two people who do not exist, with words and a place that nobody else says. */
export function drawChatPage(context: SKRSContext2D, page: PageCanaries): void {
  drawHeader(context, `聊天 · ${page.holder}`, '#3a4a4d');
  const said = [
    { mine: false, text: '你把东西放哪儿了？' },
    { mine: true, text: page.words },
    { mine: false, text: '我在这里：' },
    { mine: false, text: positionText(page.position) },
  ];
  for (const [row, { mine, text }] of said.entries()) {
    const width = 760;
    const box = { x: mine ? PAGE_WIDTH - width - 60 : 60, y: 230 + row * 165, width, height: 125 };
    fill(context, box, mine ? '#a9dcae' : WHITE);
    write(context, text, [box.x + 40, box.y + 78], { size: 42, color: DARK });
  }
}
