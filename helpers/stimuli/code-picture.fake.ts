import { createCanvas } from '@napi-rs/canvas';
import encodeQR from 'qr';

const CELL = 8;
const QUIET = 40;

/** A PNG that shows nothing but a QR code. */
export function codePicture(code: string): Buffer {
  const cells = encodeQR(code, 'raw', { ecc: 'quartile' });
  const side = cells.length * CELL + 2 * QUIET;
  const canvas = createCanvas(side, side);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, side, side);
  context.fillStyle = '#000000';
  for (const [row, line] of cells.entries())
    for (const [column, dark] of line.entries())
      if (dark) context.fillRect(QUIET + column * CELL, QUIET + row * CELL, CELL, CELL);
  return canvas.toBuffer('image/png');
}

export function blankPicture(): Buffer {
  return createCanvas(300, 300).toBuffer('image/png');
}
