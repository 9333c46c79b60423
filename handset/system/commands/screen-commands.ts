import type { CommandCall } from '../../parts.ts';
import { complain, say, takeApart } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';

/** `screencap` and `wm`. */
export const screenCommands: CommandMaker = (framework) => [
  ['screencap', async (call) => await screencap(framework, call)],
  ['wm', async (call) => windowManager(framework, call)],
];

/** Writes pixels where it is told and nothing else: no row in MediaStore, no notification. */
async function screencap({ display, files }: Framework, call: CommandCall): Promise<number> {
  const args = takeApart(call.argv.slice(1), ['-d'], ['-p']);
  const [file] = args.rest;
  const asPng = args.has('-p') || file?.endsWith('.png') === true;
  const picture = asPng ? await display.capture() : await rawPixels(display);
  if (file === undefined) {
    call.stdout.write(picture);
    return 0;
  }
  if (!(await files.allows(file, call.uid, 'make')))
    return complain(call, `Error opening file: ${file} (Permission denied)`);
  await files.write(file, picture, { uid: call.uid, gid: 1015, mode: 0o660 });
  return 0;
}

/** Width, height, format (1: RGBA_8888) and color space (1: sRGB), then the pixels (AOSP screencap.cpp, Android 8 and later). */
async function rawPixels(display: Framework['display']): Promise<Buffer> {
  const header = Buffer.alloc(16);
  for (const [index, word] of [display.width, display.height, 1, 1].entries())
    header.writeUInt32LE(word, index * 4);
  return Buffer.concat([header, await display.pixels()]);
}

function windowManager({ display }: Framework, call: CommandCall): number {
  if (call.argv[1] === 'size') return say(call, `Physical size: ${display.width}x${display.height}\n`);
  if (call.argv[1] === 'density') return say(call, `Physical density: ${display.density}\n`);
  return complain(call, `Unknown command: ${call.argv[1] ?? ''}`, 255);
}
