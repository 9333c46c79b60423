import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { openTextReader } from '../../helpers/reading/open-text-reader.ts';
import { bundleOf, file, stimulus } from '../../helpers/verdicts/bundle-fixture.fake.ts';
import { PAGE } from '../../helpers/verdicts/clean-run.fake.ts';
import { judge } from '../../helpers/verdicts/judge.ts';

GlobalFonts.registerFromPath(
  createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  'Reader test',
);
const CARD = '6217009197515717959';
const page = stimulus(PAGE, { canaries: [{ kind: 'digits', value: CARD }] });

/** As an app writes it, on a page of its own. */
function written(text: string, { size = 22, turned = false } = {}): Buffer {
  const canvas = createCanvas(400, 300);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, 400, 300);
  context.fillStyle = '#202020';
  if (turned) context.rotate(0.05);
  context.font = `${size}px 'Reader test'`;
  context.fillText('Card seen', 30, 60);
  context.fillText(text, 30, 140);
  return canvas.toBuffer('image/png');
}

const recognizeText = await openTextReader();
const found = (picture: Uint8Array): readonly unknown[] =>
  judge(bundleOf(page, file(picture)), recognizeText).findings.map(({ detector, chain }) => [
    detector,
    ...chain,
  ]);

describe('what the reader reads', () => {
  it.each([
    ['in groups', written('6217 0091 9751 5717 959'), 'its digits in groups of four'],
    ['without a break', written(CARD), 'its digits'],
    ['large', written(CARD, { size: 28 }), 'its digits'],
    ['askew', written(CARD, { turned: true }), 'its digits'],
  ])('is the number that an app wrote on a page of its own: %s', (_name, picture, what) => {
    expect(found(picture)).toEqual([['read-text', what]]);
  });

  it.each(['6217009197515717950', '6217009197575717959', '6217 0091 9751 5717', '**** 7959', ''])(
    'is none in a picture of “%s”',
    (text) => {
      expect(found(written(text))).toEqual([]);
    },
  );

  it('is the same whatever was read before it, and by a reader that has read nothing', async () => {
    const bundle = bundleOf(page, file(written(CARD)));
    const first = judge(bundle, recognizeText);
    judge(bundleOf(page, file(written('Lorem ipsum 999'))), recognizeText);
    expect(judge(bundle, recognizeText)).toEqual(first);
    expect(judge(bundle, await openTextReader())).toEqual(first);
  });
});
