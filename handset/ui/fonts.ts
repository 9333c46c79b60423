import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';
import { EMOJI } from './emoji.ts';

const LATIN = 'HandsetLatin';
const CHINESE = 'HandsetChinese';

let registered = false;

/** Makes the phone's two fonts known to the canvas, once per program: one decodes 10 MB of glyphs only once. */
export function registerFonts(): void {
  if (registered) return;
  const require = createRequire(import.meta.url);
  GlobalFonts.registerFromPath(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'), LATIN);
  GlobalFonts.registerFromPath(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'), LATIN);
  GlobalFonts.registerFromPath(
    require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
    CHINESE,
  );
  registered = true;
}

/** The CSS font of a size in pixels: Latin glyphs come from DejaVu Sans, Chinese ones from Noto Sans SC, emoji from Noto's. */
export function phoneFont(size: number, bold: boolean): string {
  return `${bold ? 'bold ' : ''}${clampedSize(size)}px ${LATIN}, ${CHINESE}, ${EMOJI}`;
}

/** A size that an app asks for may be anything, NaN and infinity included; what is drawn lies between 4 and 400. */
export function clampedSize(size: number): number {
  return Number.isFinite(size) ? Math.min(400, Math.max(4, size)) : 40;
}
