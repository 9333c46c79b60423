import { readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { PAGE_KINDS } from '../../helpers/model/run-plan.ts';
import { pageCanaries } from '../../helpers/stimuli/canaries.ts';
import { drawOfOwnSize } from '../../helpers/stimuli/distinct-sizes.ts';
import { renderPage } from '../../helpers/stimuli/render-page.ts';

const orders = z.array(
  z.object({
    file: z.string(),
    /** Takes the drawing without its mark. */
    unmarked: z.string(),
    kind: z.enum(PAGE_KINDS),
    entropy: z.string(),
    scale: z.number(),
  }),
);

/** What standard input holds, as JSON; see `page-images.ts` for the other side. */
export type PageOrders = z.infer<typeof orders>;

/**
 * Draws the pages of which standard input says what they show, one after the other, and says on standard output which
 * file is whole. A process of its own, because the renderer keeps its fonts and surfaces, some 40 MB, until it ends.
 */
async function main(): Promise<void> {
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  const require = createRequire(import.meta.url);
  const font = (name: string): Promise<Buffer> => readFile(require.resolve(name));
  const fonts = {
    latin: await font('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
    chinese: await font('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  };
  const sizes: number[] = [];
  for (const { file, unmarked, kind, entropy, scale } of orders.parse(JSON.parse(text))) {
    const canaries = pageCanaries(Buffer.from(entropy, 'hex'));
    let rows = 0;
    const page = drawOfOwnSize(sizes, (ballastRows) => {
      rows = ballastRows;
      return renderPage({ kind, canaries, ballastRows, scale, marked: true }, fonts);
    });
    sizes.push(page.length);
    // Before the page itself, which says that both are there.
    await writeFile(unmarked, renderPage({ kind, canaries, ballastRows: rows, scale, marked: false }, fonts));
    await writeFile(`${file}.part`, page);
    await rename(`${file}.part`, file);
    process.stdout.write(`${file}\n`);
  }
}

await main();
