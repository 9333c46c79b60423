/** What the files below a folder may import beside their own folder. */
export interface FolderRule {
  readonly folder: string;
  readonly folders: readonly string[] | 'any but handset';
  readonly packages: readonly string[] | 'any';
  readonly builtins: readonly string[] | 'any';
}

const JOINS_THE_PARTS = { folders: 'any but handset', packages: 'any', builtins: 'any' } as const;

// Built-ins that compute and reach nothing outside: hashing, decompression, byte arrays.
const PURE_BUILTINS = ['node:crypto', 'node:zlib', 'node:buffer'];

/**
 * "Who may import whom" of the design, section 4. Where a row goes beyond the design, the reason stands beside it.
 * Anything that no row allows is refused, and so is a file in a folder without a row.
 */
export const FOLDER_RULES: readonly FolderRule[] = [
  { folder: 'helpers/model', folders: [], packages: [], builtins: [] },
  {
    folder: 'helpers/stimuli',
    folders: ['helpers/model'],
    // The renderer and the QR encoder turn values into pixels, the EXIF reader bytes into values; none touches anything else.
    packages: ['@napi-rs/canvas', 'qr', 'exifreader'],
    builtins: PURE_BUILTINS,
  },
  {
    folder: 'helpers/decode',
    folders: ['helpers/model'],
    // @napi-rs/image decodes pictures of every usual format, in memory and at once; libheif-js those of phones' cameras.
    packages: ['pngjs', 'exifr', '@napi-rs/image', 'libheif-js', 'gifuct-js', 'fzstd', 'seek-bzip'],
    builtins: PURE_BUILTINS,
  },
  {
    folder: 'helpers/detectors',
    // helpers/stimuli: whoever draws the keyed pattern and whoever looks for it must have the same one.
    folders: ['helpers/model', 'helpers/decode', 'helpers/stimuli'],
    packages: ['pngjs', 'pixelmatch', 'qr'],
    builtins: PURE_BUILTINS,
  },
  {
    folder: 'helpers/reading',
    folders: ['helpers/model'],
    // The package of the language holds a file, which is read; the reader itself is WebAssembly.
    packages: ['tesseract.js-core', '@tesseract.js-data/eng'],
    builtins: ['node:fs', 'node:module', 'node:path', 'node:zlib'],
  },
  {
    folder: 'helpers/verdicts',
    folders: ['helpers/model', 'helpers/detectors'],
    packages: [],
    builtins: PURE_BUILTINS,
  },
  {
    folder: 'helpers/evidence',
    folders: ['helpers/model'],
    // zod: the bundle is checked at the border, every line, with every bad field reported.
    packages: ['zod', 'pngjs', '@napi-rs/canvas'],
    builtins: 'any',
  },
  {
    folder: 'helpers/device',
    folders: ['helpers/model', 'helpers/stimuli'],
    // execa runs adb, get-port finds a free port for the pages that the phone is shown.
    packages: ['webdriverio', 'execa', 'get-port'],
    builtins: 'any',
  },
  // The database driver of helpers/history is not chosen yet; it belongs here when it is.
  {
    folder: 'helpers/history',
    folders: ['helpers/model', 'helpers/evidence'],
    packages: [],
    builtins: 'any',
  },
  // The proxy engine, what bundles it, and what makes the certificates of tests. For tests a real WebSocket client, and the
  // schema of HAR with what checks it.
  {
    folder: 'proxy',
    folders: ['helpers/model'],
    packages: ['mockttp', 'http2-wrapper', 'esbuild', 'node-forge', 'ws', 'har-schema', 'ajv', 'ajv-formats'],
    builtins: 'any',
  },
  {
    folder: 'reports',
    // helpers/decode: the header of a picture is asked for its size before a decoder is let near it.
    folders: ['helpers/model', 'helpers/evidence', 'helpers/verdicts', 'helpers/decode'],
    // Beside Allure: the picture of a difference is drawn with pixelmatch and pngjs or canvas, the table on the
    // terminal is coloured with picocolors, and reports are files, which takes node built-ins.
    packages: [
      '@wdio/allure-reporter',
      'allure-js-commons',
      'allure-commandline',
      'pixelmatch',
      'pngjs',
      '@napi-rs/canvas',
      'picocolors',
    ],
    builtins: 'any',
  },
  {
    folder: 'specs',
    folders: ['helpers/model', 'helpers/device', 'helpers/evidence', 'helpers/reading', 'helpers/verdicts'],
    // The session of the WebdriverIO test runner is handed to a spec through this module and no other way.
    packages: ['@wdio/globals'],
    builtins: [],
  },
  { folder: 'handset', folders: [], packages: 'any', builtins: 'any' },
  { folder: 'commands', ...JOINS_THE_PARTS },
  // Benchmarks run whole commands, so they join the parts as commands do.
  { folder: 'bench', ...JOINS_THE_PARTS },
];

// Files in the project's own directory: wdio.conf.ts joins the parts, the others are tools and their configuration.
export const ROOT_RULE: FolderRule = { folder: '.', ...JOINS_THE_PARTS };
