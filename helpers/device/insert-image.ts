import { HarnessError } from '../model/harness-error.ts';
import type { Adb } from './adb.ts';
import { shellLine, shellQuote } from './shell-quote.ts';

/** A row of MediaStore that is there before its image is. */
export interface ReservedImage {
  readonly name: string;
  /** By the host's clock: its `date_added` is no later. */
  readonly byMs: number;
}

const IMAGES = 'content://media/external/images/media';
/** The owner's shared storage, by the name that MediaStore uses. */
const PICTURES = '/storage/emulated/0/Pictures';
/** From here on rows can be pending: others see such a row, and are told of it, when it is published. */
const FIRST_WITH_PENDING = 29;

/**
 * Has adb's shell do what any app may do that saves an image, without a screen: first the row, whose `date_added` is now.
 * Before Android 10 the row names a file that is not there yet.
 */
export async function reserveImage(adb: Adb, sdk: number, name: string): Promise<ReservedImage> {
  const columns =
    sdk < FIRST_WITH_PENDING
      ? [`_data:s:${PICTURES}/${name}`]
      : ['relative_path:s:Pictures/', 'is_pending:i:1'];
  const bound = [`_display_name:s:${name}`, 'mime_type:s:image/png', ...columns];
  await content(adb, ['insert', '--uri', IMAGES, ...bound.flatMap((one) => ['--bind', one])]);
  return { name, byMs: Date.now() };
}

/** The shell line that takes away a row whose image never came; one whose image came is another, and stays. */
export function unreserveLine(sdk: number, name: string): string {
  const [uri, without] =
    sdk < FIRST_WITH_PENDING ? [IMAGES, '_size IS NULL'] : [`${IMAGES}?includePending=1`, 'is_pending=1'];
  return shellLine(['content', 'delete', '--uri', uri, '--where', `${without} AND _display_name='${name}'`]);
}

/** Then its bytes, and the announcement: the row is published, or up to Android 9 scanned. `file` is the host's. */
export async function announceImage(
  adb: Adb,
  sdk: number,
  { name, file }: { readonly name: string; readonly file: string },
): Promise<void> {
  const staged = `/data/local/tmp/telltale-${name}`;
  await adb.command(['push', file, staged]);
  try {
    if (sdk < FIRST_WITH_PENDING) await scanned(adb, name, staged);
    else await published(adb, name, staged);
  } finally {
    await adb.attempt(shellLine(['rm', '-f', staged]));
  }
}

async function scanned(adb: Adb, name: string, staged: string): Promise<void> {
  const path = `${PICTURES}/${name}`;
  const copy = `mkdir -p ${PICTURES} && cp ${shellQuote(staged)} ${shellQuote(path)}`;
  // MediaScannerReceiver, of every version up to 9.
  const scan = ['am', 'broadcast', '-a', 'android.intent.action.MEDIA_SCANNER_SCAN_FILE'];
  await adb.shell(`${copy} && ${shellLine([...scan, '-d', `file://${path}`])}`);
}

async function published(adb: Adb, name: string, staged: string): Promise<void> {
  // Query arguments took the place of this parameter in 11, and it is heard all the same (MediaProvider.queryInternal).
  const pending = `${IMAGES}?includePending=1`;
  // A download may have the same name.
  const where = `is_pending=1 AND _display_name='${name}'`;
  const rows = await content(adb, ['query', '--uri', pending, '--projection', '_id', '--where', where]);
  const id = /^Row: 0 _id=(\d+)$/m.exec(rows)?.[1];
  if (id === undefined) throw refused(`no pending row of the name ${name}`, rows);
  const row = `${IMAGES}/${id}`;
  await content(adb, ['write', '--uri', row], `< ${shellQuote(staged)}`);
  await content(adb, ['update', '--uri', row, '--bind', 'is_pending:i:0']);
}

/** `content` exits with 0 whatever happens: only its words tell a failure. */
async function content(adb: Adb, words: readonly string[], from = ''): Promise<string> {
  const { stdout, stderr } = await adb.attempt(`${shellLine(['content', ...words])} ${from}`.trim());
  const failure = /^(?:Error while accessing provider|\[ERROR\]).*(?:\n.*)?/m.exec(`${stdout}\n${stderr}`);
  if (failure !== null) throw refused(`content ${words[0]} failed`, failure[0]);
  return stdout;
}

function refused(what: string, said: string): HarnessError {
  return new HarnessError('STIMULUS_UNDELIVERED', {
    what: `adb's shell could not save an image through MediaStore: ${what}`,
    why: said.trim() === '' ? 'the phone said nothing' : said.trim().slice(0, 400),
    remedy: 'try by hand what commands.jsonl says; the phone may not let its shell use MediaStore',
  });
}
