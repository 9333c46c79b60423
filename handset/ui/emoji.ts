import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';

/** The family of the coloured glyphs; nothing of that name is there until a text needs it. */
export const EMOJI = 'HandsetEmoji';

let registered = false;

/**
 * The text as it is drawn. Its first emoji brings the font of 25 MB, which phones without emoji in their texts never load.
 * Fonts before it have black glyphs of some emoji: U+FE0F asks for the coloured ones (Unicode TR51, 2.3).
 */
export function withEmoji(text: string): string {
  if (!EMOJI_IN_TEXT.test(text)) return text;
  if (!registered) {
    const require = createRequire(import.meta.url);
    GlobalFonts.registerFromPath(
      require.resolve('@expo-google-fonts/noto-color-emoji/400Regular/NotoColorEmoji_400Regular.ttf'),
      EMOJI,
    );
    registered = true;
  }
  return text.replaceAll(COLOURED_BY_DEFAULT, '$&\ufe0f');
}

/** What a user takes for one character: a family or a flag is made of several. */
export function characters(text: string): Iterable<string> {
  return EMOJI_IN_TEXT.test(text) ? graphemes(text) : text;
}

const EMOJI_IN_TEXT = /\p{Emoji_Presentation}|\ufe0f/u;
/** Without those that a selector, a skin tone or a joiner follows, and without the halves of flags. */
const COLOURED_BY_DEFAULT =
  /(?!\p{Regional_Indicator})\p{Emoji_Presentation}(?![\ufe0e\ufe0f\u200d]|\p{Emoji_Modifier})/gu;

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

function* graphemes(text: string): Generator<string> {
  for (const { segment } of SEGMENTER.segment(text)) yield segment;
}
