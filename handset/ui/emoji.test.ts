import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { characters, withEmoji } from './emoji.ts';
import { phoneFont, registerFonts } from './fonts.ts';
import { textLines } from './text-lines.ts';

describe('emoji', () => {
  it.each(['🙂', '😂', '👍🏽', '👩‍🚀', '🇨🇳', '❤️', '1️⃣', '⚡'])('%s is drawn in colours', (text) => {
    expect(colours(withEmoji(text))).toBe(true);
  });

  it.each(['☺', '☎', '©', '1', '京东', 'Aa'])('%s is drawn in the text’s colour', (text) => {
    expect(withEmoji(text)).toBe(text);
    expect(colours(text)).toBe(false);
  });

  it.each([
    ['😂!', '😂\ufe0f!'],
    ['😂\ufe0e', '😂\ufe0e'],
    ['👍🏽', '👍🏽\ufe0f'],
    ['🇨🇳', '🇨🇳'],
  ])('%s asks for colours once, and never within a character', (text, drawn) => {
    expect(withEmoji(text)).toBe(drawn);
  });

  it('are not taken apart where a line ends', () => {
    const family = '👨‍👩‍👧';
    const lines = textLines(family.repeat(20), { width: 300, fontSize: 40, bold: false, maxLines: 20 });
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect([...characters(line)].every((one) => one.startsWith(family))).toBe(true);
  });
});

/** Whether black text leaves other than greys on white. */
function colours(text: string): boolean {
  registerFonts();
  const canvas = createCanvas(120, 80);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, 120, 80);
  context.fillStyle = '#000000';
  context.font = phoneFont(48, false);
  context.fillText(text, 10, 60);
  const { data } = context.getImageData(0, 0, 120, 80);
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60) return true;
  }
  return false;
}
