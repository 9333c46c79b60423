import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { PageKind } from '../../helpers/model/run-plan.ts';
import { type PageFonts, renderBankPage } from '../../helpers/stimuli/bank-page.ts';
import { bankPageCanaries } from '../../helpers/stimuli/canaries.ts';

/**
 * Draws pages: standard input holds a line for each, its kind and its random bytes in hex; standard output gets the PNGs,
 * each after its length in four bytes. A process of its own, because the renderer keeps its fonts and surfaces, some
 * 40 MB, until its process ends.
 */
async function main(): Promise<void> {
  let orders = '';
  for await (const chunk of process.stdin) orders += String(chunk);
  const fonts = await readFonts();
  for (const order of orders.split('\n').filter((line) => line !== '')) {
    const [kind, hex = ''] = order.split(' ');
    const png = RENDER[kind as PageKind](Buffer.from(hex, 'hex'), fonts);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(png.length);
    process.stdout.write(Buffer.concat([length, png]));
  }
}

const RENDER: Readonly<Record<PageKind, (entropy: Buffer, fonts: PageFonts) => Buffer>> = {
  bank: (entropy, fonts) => renderBankPage(bankPageCanaries(entropy), fonts),
};

async function readFonts(): Promise<PageFonts> {
  const require = createRequire(import.meta.url);
  const font = (name: string): Promise<Buffer> => readFile(require.resolve(name));
  return {
    latin: await font('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
    chinese: await font('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  };
}

await main();
