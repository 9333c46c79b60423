import { describe, expect, it } from 'vitest';
import type { Adb } from './adb.ts';
import { announceImage, reserveImage } from './insert-image.ts';

const NAME = 'Screenshot_0123.png';
const IMAGE = { name: NAME, file: '/run/pages/image.png' };
const ROW = 'Row: 0 _id=7\n';

interface Said {
  readonly stdout?: string;
  readonly stderr?: string;
}

/** A phone whose `content` says this to each verb, and exits with 0 as it always does. */
function phone(says: Readonly<Record<string, Said>> = {}): { readonly adb: Adb; readonly done: string[] } {
  const done: string[] = [];
  const adb: Pick<Adb, 'attempt' | 'shell' | 'command'> = {
    async attempt(line) {
      done.push(line);
      const verb = /^content (\w+)/.exec(line)?.[1] ?? '';
      return { exitCode: 0, stdout: says[verb]?.stdout ?? '', stderr: says[verb]?.stderr ?? '' };
    },
    async shell(line) {
      done.push(line);
      return '';
    },
    async command(argv) {
      done.push(argv.join(' '));
      return '';
    },
  };
  return { adb: adb as Adb, done };
}

describe('an image that the shell inserts', () => {
  it('has a pending row first from Android 10 on, then its bytes, and is published', async () => {
    const { adb, done } = phone({ query: { stdout: ROW } });
    await reserveImage(adb, 29, NAME);
    await announceImage(adb, 29, IMAGE);
    expect(done).toEqual([
      'content insert --uri content://media/external/images/media --bind _display_name:s:Screenshot_0123.png --bind mime_type:s:image/png --bind relative_path:s:Pictures/ --bind is_pending:i:1',
      `push /run/pages/image.png /data/local/tmp/telltale-${NAME}`,
      `content query --uri 'content://media/external/images/media?includePending=1' --projection _id --where 'is_pending=1 AND _display_name='\\''${NAME}'\\'''`,
      `content write --uri content://media/external/images/media/7 < /data/local/tmp/telltale-${NAME}`,
      'content update --uri content://media/external/images/media/7 --bind is_pending:i:0',
      `rm -f /data/local/tmp/telltale-${NAME}`,
    ]);
  });

  it('has a row without a file up to Android 9, and is scanned when the file is there', async () => {
    const { adb, done } = phone();
    await reserveImage(adb, 28, NAME);
    await announceImage(adb, 28, IMAGE);
    const path = `/storage/emulated/0/Pictures/${NAME}`;
    expect(done[0]).toContain(`--bind _data:s:${path}`);
    expect(done[2]).toBe(
      `mkdir -p /storage/emulated/0/Pictures && cp /data/local/tmp/telltale-${NAME} ${path} && am broadcast -a android.intent.action.MEDIA_SCANNER_SCAN_FILE -d file://${path}`,
    );
  });

  it.each([
    [
      'a failure of the provider',
      { insert: { stderr: 'Error while accessing provider:media\njava.lang.SecurityException: no\n' } },
    ],
    [
      'a word that it does not know',
      { insert: { stdout: 'usage: …\n\n[ERROR] Unsupported argument: --bind\n' } },
    ],
  ])('is undelivered after %s, though the command exits with 0', async (_what, says) => {
    await expect(reserveImage(phone(says).adb, 34, NAME)).rejects.toMatchObject({
      code: 'STIMULUS_UNDELIVERED',
    });
  });

  it('is undelivered when its row is not found again, and leaves nothing behind', async () => {
    const { adb, done } = phone({ query: { stdout: 'No result found.\n' } });
    await expect(announceImage(adb, 34, IMAGE)).rejects.toMatchObject({
      code: 'STIMULUS_UNDELIVERED',
      why: 'No result found.',
    });
    expect(done.at(-1)).toBe(`rm -f /data/local/tmp/telltale-${NAME}`);
  });
});
