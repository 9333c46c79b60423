import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import createCore from 'tesseract.js-core/tesseract-core-simd-lstm.js';
import type { PictureToRead, RecognizeText } from '../model/text-reader.ts';

type Core = Awaited<ReturnType<typeof createCore>>;
type Api = InstanceType<Core['TessBaseAPI']>;

/**
 * Opens a reader of printed Latin letters and digits: Tesseract's neural network as WebAssembly, driven without the package's
 * worker, as judging is a plain function. It takes 20 to 60 MB, most of them from the first picture on, which are given back when nobody holds it.
 *
 * One build of it is taken on every machine. The package would choose by what the processor can: with relaxed SIMD two machines
 * may read differently (WebAssembly 3.0, "relaxed" operators), and no two judgements of a bundle may.
 */
export async function openTextReader(): Promise<RecognizeText> {
  // It talks of resolutions and lines.
  const core = await createCore({ print: () => undefined, printErr: () => undefined });
  let api: Api | undefined;
  return (picture) => {
    api ??= started(core);
    return read(core, api, picture);
  };
}

/** "LSTM only" of `OcrEngineMode` (tesseract/publictypes.h): the older engine learns from one picture for the next. */
const LSTM_ONLY = 1;

function started(core: Core): Api {
  const data = path.dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json'));
  const language = readFileSync(path.join(data, '4.0.0_best_int', 'eng.traineddata.gz'));
  core.FS.writeFile('eng.traineddata', gunzipSync(language));
  const api = new core.TessBaseAPI();
  if (api.Init(null, 'eng', LSTM_ONLY) !== 0) throw new Error('the reader of text did not start');
  return api;
}

/** As a PGM file (netpbm, pgm(5)): eight bytes of header, and the pixels as they are. */
function read(core: Core, api: Api, { width, height, values }: PictureToRead): string {
  core.FS.writeFile('/input', Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), values]));
  if (api.SetImageFile(1, 0) !== 0) throw new Error('the reader of text did not take the picture');
  api.Recognize(null);
  const text = api.GetUTF8Text();
  api.Clear();
  return text;
}
