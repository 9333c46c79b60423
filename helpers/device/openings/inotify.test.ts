import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inotifyCommand, isWatchable, parseInotify } from './inotify.ts';

const MARK = 'mark-1';
const DIRECTORY = '/data/media/0/Pictures/Screenshots';
const line = (text: string): string => `${MARK} 1550283310.123456 ${text}\n`;

describe('what inotifyd prints', () => {
  it.each([
    ['opened', `r\t${DIRECTORY}\tpage.png`, { letters: 'r', name: 'page.png' }],
    [
      'closed after writing and opened, in one',
      `wr\t${DIRECTORY}\tpage.png`,
      { letters: 'wr', name: 'page.png' },
    ],
    ['the directory itself was read', `a\t${DIRECTORY}`, { letters: 'a' }],
    ['a name with a tab', `n\t${DIRECTORY}\ta\tb`, { letters: 'n', name: 'a\tb' }],
  ])('is an event: %s', (_, text, event) => {
    expect(parseInotify(line(text), MARK, [DIRECTORY])).toEqual({
      events: [{ deviceMs: 1_550_283_310_123, watched: DIRECTORY, ...event }],
      lost: false,
    });
  });

  it('puts a name with line breaks together again', () => {
    const log = line(`n\t${DIRECTORY}\ta`) + line('b') + line(`d\t${DIRECTORY}\tc`);
    expect(parseInotify(log, MARK, [DIRECTORY])?.events.map(({ name }) => name)).toEqual(['a\nb', 'c']);
  });

  it.each([
    ['events were dropped', 'o\t(null)'],
    ['the directory can be watched no longer', `x\t${DIRECTORY}`],
    ['its file system went away', `u\t${DIRECTORY}`],
  ])('says that it cannot be relied upon: %s', (_, text) => {
    expect(parseInotify(line(text), MARK, [DIRECTORY])?.lost).toBe(true);
  });

  it('is not understood without a mark, which is not the same as no event', () => {
    expect(parseInotify('', MARK, [DIRECTORY])).toBeUndefined();
    expect(parseInotify('inotifyd: /data/media/0: Permission denied\n', MARK, [DIRECTORY])).toBeUndefined();
  });

  it('never throws, whatever the phone prints', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseInotify(text, MARK, [DIRECTORY]);
        parseInotify(line(text), MARK, [DIRECTORY]);
      }),
    );
  });
});

describe('a path that inotifyd cannot be given', () => {
  it.each(['/a:b', '/a\nb', '/a\tb'])('%j', (path) => expect(isWatchable(path)).toBe(false));
  it.each(['/a b', '/截屏', "/it's"])('is none of these: %j', (path) => expect(isWatchable(path)).toBe(true));
});

it('a real inotifyd under a real mksh reports openings, the first letter of the mask too', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'telltale-inotify-'));
  try {
    const pidFile = join(directory, 'pid');
    const watch = inotifyCommand([`${directory}/files`], 'rn', { mark: MARK, pidFile });
    // Each opening until the first is reported: when the watch begins cannot be seen otherwise.
    const script =
      `PATH=${directory}/bin:$PATH; mkdir files bin; ln -s "$(command -v toybox)" bin/inotifyd; ( ${watch} ) > log & ` +
      `i=0; while [ ! -s log ] && [ $i -lt 500 ]; do echo > "files/i t"; i=$((i + 1)); sleep 0.01; done; kill $(cat pid); wait; cat log`;
    const { stdout } = await promisify(execFile)('mksh', ['-c', script], { cwd: directory, timeout: 20_000 });
    const events = parseInotify(stdout, MARK, [`${directory}/files`])?.events ?? [];
    expect(events.some(({ letters, name }) => letters.includes('r') && name === 'i t')).toBe(true);
    expect(Math.abs((events[0]?.deviceMs ?? 0) - Date.now())).toBeLessThan(20_000);
  } finally {
    await rm(directory, { recursive: true });
  }
});
