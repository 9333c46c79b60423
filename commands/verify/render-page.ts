import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { renderBankPage } from '../../helpers/stimuli/bank-page.ts';
import { bankPageCanaries } from '../../helpers/stimuli/canaries.ts';

/**
 * Draws the bank page of the random bytes that standard input holds in hex, and writes the PNG to standard output. A
 * process of its own, because the renderer keeps its fonts and surfaces, some 40 MB, until its process ends.
 */
async function main(): Promise<void> {
  let hex = '';
  for await (const chunk of process.stdin) hex += String(chunk);
  const require = createRequire(import.meta.url);
  const font = (name: string): Promise<Buffer> => readFile(require.resolve(name));
  const fonts = {
    latin: await font('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
    chinese: await font('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  };
  process.stdout.write(renderBankPage(bankPageCanaries(Buffer.from(hex, 'hex')), fonts));
}

await main();
