import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { characters, withEmoji } from './emoji.ts';
import { clampedSize, phoneFont, registerFonts } from './fonts.ts';

export interface TextShape {
  readonly width: number;
  readonly fontSize: number;
  readonly bold: boolean;
  readonly maxLines: number;
}

/** More than a display can show: the rest of a text costs time and changes no pixel. */
const LONGEST_TEXT = 20_000;

/** Breaks a text into lines that fit `width` pixels: at spaces, between Chinese characters, else within a word. */
export function textLines(text: string, shape: TextShape): readonly string[] {
  const context = measuringContext();
  context.font = phoneFont(shape.fontSize, shape.bold);
  const lines: string[] = [];
  for (const paragraph of withEmoji(printable(text)).split('\n')) {
    for (const line of wrapped(context, paragraph, shape)) {
      if (lines.length >= shape.maxLines) return lines;
      lines.push(line);
    }
  }
  return lines;
}

/** Pixels from one baseline to the next. */
export function lineHeight(fontSize: number): number {
  return Math.round(clampedSize(fontSize) * 1.4);
}

function* wrapped(context: SKRSContext2D, paragraph: string, shape: TextShape): Generator<string> {
  let line = '';
  for (const piece of breakablePieces(paragraph)) {
    if (context.measureText(line + piece).width <= shape.width) {
      line += piece;
      continue;
    }
    if (line !== '') yield line.trimEnd();
    line = '';
    for (const part of fittingParts(context, piece.trimStart(), shape.width)) {
      if (line !== '') yield line;
      line = part;
    }
  }
  yield line.trimEnd();
}

/** Words with the blanks before them; each Chinese character or punctuation mark on its own. */
function breakablePieces(paragraph: string): readonly string[] {
  return (
    paragraph.match(
      /\s*(?:[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+)|\s+/gu,
    ) ?? []
  );
}

function* fittingParts(context: SKRSContext2D, piece: string, width: number): Generator<string> {
  let part = '';
  for (const character of characters(piece)) {
    if (part !== '' && context.measureText(part + character).width > width) {
      yield part;
      part = '';
    }
    part += character;
  }
  yield part;
}

/** Control characters and lone surrogates have no glyph. */
function printable(text: string): string {
  // A round trip through UTF-8 turns each lone surrogate into U+FFFD.
  const wellFormed = Buffer.from(text.slice(0, LONGEST_TEXT)).toString();
  const spaced = wellFormed.replaceAll(/\r\n?/g, '\n').replaceAll('\t', '    ');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return spaced.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, '');
}

let measuring: SKRSContext2D | undefined;

function measuringContext(): SKRSContext2D {
  registerFonts();
  measuring ??= createCanvas(1, 1).getContext('2d');
  return measuring;
}
