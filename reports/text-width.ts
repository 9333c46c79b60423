// Unicode Standard Annex 11: these take two columns in a terminal. Ambiguous ones count as one.
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const MARK = /\p{M}/u;

/** How many columns of a terminal a text takes. */
export function textWidth(text: string): number {
  return [...text].reduce((sum, one) => sum + columnsOf(one), 0);
}

/** Cuts a text to so many columns; a cut one ends with an ellipsis. */
export function fitWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let shown = '';
  let used = 1;
  for (const one of text) {
    used += columnsOf(one);
    if (used > columns) break;
    shown += one;
  }
  return `${shown}…`;
}

/** Breaks a text between words into lines of at most so many columns; a longer word is broken where it has to be. */
export function wrapWidth(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => piecesOf(one, columns))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) <= columns) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line];
}

function piecesOf(word: string, columns: number): readonly string[] {
  const pieces: string[] = [''];
  for (const one of word) {
    const longer = `${pieces.at(-1)}${one}`;
    if (textWidth(longer) <= columns) pieces[pieces.length - 1] = longer;
    else pieces.push(one);
  }
  return pieces;
}

function columnsOf(character: string): number {
  if (MARK.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
