import type { CommandCall } from '../../shell-parts.ts';
import { complain, takeApart } from '../arguments.ts';
import type { Framework } from '../framework.ts';

/** HAL_PIXEL_FORMAT_RGBA_8888, and sRGB as screencap.cpp numbers it. */
const RGBA_8888 = 1;
const SRGB = 1;

/** Writes pixels where it is told and nothing else: no row in MediaStore, no notification. */
export async function screencap({ android, display, files }: Framework, call: CommandCall): Promise<number> {
  const args = takeApart(call.argv.slice(1), ['-d'], ['-p', '-h']);
  if (args.has('-h')) return complain(call, usage(android.api), 1);
  if (args.unknown !== undefined) return complain(call, usage(android.api), 1);
  const id = args.value('-d');
  if (id !== undefined && id !== '0') {
    const words = android.api >= 29 ? `Display Id '${id}' is not valid.` : 'Unable to get handle for display';
    return complain(call, words, 1);
  }
  const [file] = args.rest;
  const asPng = args.has('-p') || file?.endsWith('.png') === true;
  if (file !== undefined && !(await files.allows(file, call.uid, 'make'))) {
    return complain(call, `Error opening file: ${file} (Permission denied)`);
  }
  const picture = asPng ? await display.capture() : await rawPicture(display);
  if (file === undefined) call.stdout.write(picture);
  else await files.write(file, picture, { uid: call.uid, gid: 1015, mode: 0o660 });
  return 0;
}

/** Width, height, format and colour space, then the pixels (AOSP screencap.cpp, Android 8 and later). */
async function rawPicture(display: Framework['display']): Promise<Buffer> {
  const { width, height, rgba } = await display.pixels();
  const words = [width, height, RGBA_8888, SRGB];
  const header = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries()) header.writeUInt32LE(word, index * 4);
  return Buffer.concat([header, rgba]);
}

function usage(api: number): string {
  const display =
    api >= 29
      ? '   -d: specify the physical display ID to capture (default: 0)\n       see "dumpsys SurfaceFlinger --display-id" for valid display IDs.'
      : '   -d: specify the display id to capture, default 0.';
  return `usage: screencap [-hp] [-d display-id] [FILENAME]
   -h: this message
   -p: save the file as a png.
${display}
If FILENAME ends with .png it will be saved as a png.
If FILENAME is not given, the results will be printed to stdout.`;
}
