import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Adb } from '../adb.ts';
import { momentEvents, reachAt } from './moment-events.ts';
import { createRecordReader, type MomentRecord } from './moment-record.ts';
import { momentScript } from './moment-script.ts';
import { createMomentWatch } from './moment-watch.ts';
import { rawPathOf } from './raw-path.ts';
import type { WatchRoot } from './watch-roots.ts';

const NAME = 'com.jd.jrapp';
const ROOTS: readonly WatchRoot[] = [
  { path: '/storage/emulated/0', reach: 'shared-storage', user: 0 },
  { path: `/storage/emulated/0/Android/data/${NAME}`, reach: 'app-external-storage', user: 0 },
  { path: `/data/data/${NAME}`, reach: 'app-internal-storage', user: 0 },
];
const BELOW = `/data/media/0/Android/data/${NAME}/cache`;

function read(...chunks: readonly (string | Buffer)[]): readonly MomentRecord[] {
  const records: MomentRecord[] = [];
  const reader = createRecordReader('TM', (record) => records.push(record));
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  return records;
}

function record(what: string, rest: string, differs: Partial<MomentRecord> = {}): MomentRecord {
  return { deviceMs: 1000, pid: 7, what, opened: 'never', rest: rawPathOf(rest), ...differs };
}

describe('what the phone says of a moment', () => {
  it('is a record with its time, its watcher, its copy and its path', () => {
    expect(read(`TM 1550283310.123456 7 w 15.7 ${BELOW}/x TM.\n`)).toEqual([
      { deviceMs: 1_550_283_310_123, pid: 7, what: 'w', caught: '15.7', opened: 'once', rest: `${BELOW}/x` },
    ]);
  });

  it.each([
    ['-', undefined, 'never'],
    ['15.7', '15.7', 'once'],
    ['15.7.l', '15.7.l', 'never'],
    ['15.7.lx', '15.7.lx', 'once'],
    ['x', undefined, 'once'],
  ])('tells by its copy “%s” whether the file was opened for it', (copy, caught, opened) => {
    const [one] = read(`TM 1550283310.123456 7 w ${copy} ${BELOW}/x TM.\n`);
    expect([one?.caught, one?.opened]).toEqual([caught, opened]);
  });

  it('may come in any pieces, with names that look like records', () => {
    const hostile = '/s/a\nTN 1.000000 7 n - /s/b TN.\n';
    const text = Buffer.from(`TM 1.000000 7 n - ${hostile} TM.\nTM 1.000000 7 d - /s//截 TM.\n`);
    for (let cut = 0; cut <= text.length; cut += 1) {
      const records = read(text.subarray(0, cut), text.subarray(cut));
      expect(records.map(({ rest }) => rest)).toEqual([hostile, rawPathOf('/s/截')]);
    }
  });
});

describe('events of files', () => {
  it.each([
    ['n', 'created'],
    ['w', 'written'],
    ['d', 'deleted'],
    ['m', 'moved-out'],
    ['y', 'moved-in'],
  ])('%s is “%s”', (letter, what) => {
    expect(momentEvents([record(letter, `${BELOW}/x`)], ROOTS, NAME)).toMatchObject([{ what }]);
  });

  it('have the path and the reach that a listing gives them', () => {
    expect(momentEvents([record('w', `${BELOW}/x`)], ROOTS, NAME)).toMatchObject([
      { path: `/storage/emulated/0/Android/data/${NAME}/cache/x`, reach: 'app-external-storage' },
    ]);
    expect(reachAt(rawPathOf(`/data/data/${NAME}/x`), ROOTS, NAME)).toBe('app-internal-storage');
    expect(reachAt(rawPathOf('/storage/emulated/0/DCIM/x'), ROOTS, NAME)).toBe('shared-storage');
  });

  it('join both halves of a rename that one watcher told one after the other', () => {
    const records = [record('m', '/s/a'), record('n', '/o/q', { pid: 8 }), record('y', '/s/b')];
    expect(momentEvents(records, ROOTS, NAME).map(({ what, path, to }) => [what, path, to])).toEqual([
      ['renamed', '/s/a', '/s/b'],
      ['created', '/o/q', undefined],
      ['moved-in', '/s/b', undefined],
    ]);
  });

  it('join no halves of different watchers, or with something between', () => {
    const records = [
      record('m', '/s/a'),
      record('y', '/o/b', { pid: 8 }),
      record('n', '/s/c'),
      record('y', '/s/d'),
    ];
    expect(momentEvents(records, ROOTS, NAME).map(({ what }) => what)).not.toContain('renamed');
  });

  it('are not taken for what the harness’ own processes say', () => {
    expect(momentEvents([record('beat', '1'), record('watching', 'shared-storage')], ROOTS, NAME)).toEqual(
      [],
    );
  });
});

describe('the script on the phone', () => {
  it.each([true, false])('uses nothing that Android 6 does not have (root: %s)', (root) => {
    const place = { packageName: NAME, mark: 'TM', directory: '/data/local/tmp/t', root };
    const script = momentScript(ROOTS, place);
    expect(script).not.toMatch(/-printf|mktemp|\bawk\b|timeout |head -c|base64|readlink/);
    expect(script.includes(`find "$p/" -type d`)).toBe(true);
    // Without root the app's own directory is closed.
    expect(script.includes(`/data/data/${NAME}`)).toBe(root);
  });
});

/** A phone on which `inotifyd` behaves as told: answers beats, or says what it says and ends. */
function phone({ says, answers = true }: { readonly says?: string; readonly answers?: boolean } = {}) {
  const output: ((chunk: Uint8Array) => void)[] = [];
  const ends: (() => void)[] = [];
  const say = (text: string): void => output.at(-1)?.(Buffer.from(`TM 1.000000 ${text} TM.\n`));
  let lives = 0;
  const adb: Pick<Adb, 'attempt' | 'start'> = {
    async attempt(line) {
      const beat = /beat\/([\w-]+)/.exec(line)?.[1];
      if (answers) say(`7 beat - ${beat}`);
      return { exitCode: 0, stdout: '', stderr: '' };
    },
    start(_, onOutput) {
      lives += 1;
      output.push(onOutput);
      setTimeout(() => {
        say('7 watching - shared-storage');
        say('1 started -');
        if (says !== undefined) say(says);
      });
      const ended = new Promise<{ exitCode: number; stderr: string }>((resolve) =>
        ends.push(() => resolve({ exitCode: 1, stderr: 'closed' })),
      );
      return { ended, say: () => undefined, close: async () => ends.at(-1)?.() };
    },
  };
  const watch = createMomentWatch({
    adb: adb as Adb, // The two methods that are used.
    superuser: undefined,
    packageName: NAME,
    nonce: 'n',
    mark: 'TM',
    roots: ROOTS,
    reachAt: () => 'shared-storage',
  });
  return { watch, say, end: () => ends.at(-1)?.(), lives: () => lives };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('the watch for moments', () => {
  it('hands out what came before the beat, and keeps the rest for the next one', async () => {
    const { watch, say } = phone();
    await watch.ensure();
    say('7 w 1.1 /s/a');
    say('7 beat - 0');
    say('7 w 1.2 /s/b');
    const first = await watch.take(0);
    say('7 beat - 1');
    const second = await watch.take(1);
    expect([first, second].map(({ records }) => records.map(({ rest }) => rest))).toEqual([
      ['/s/a'],
      ['/s/b'],
    ]);
    expect([first.blind, second.blind]).toEqual([[], []]);
  });

  it.each([
    [
      'is missing',
      '7 ended - shared-storage 127 inotifyd: not found',
      'inotifyd ended: 127 inotifyd: not found',
    ],
  ])('says that it is blind where inotifyd %s', async (_, says, because) => {
    const { watch } = phone({ says });
    await watch.ensure();
    expect((await watch.take(0)).blind).toEqual([{ channel: 'shared-storage', because }]);
  });

  it('says each time what it cannot watch, and does not begin anew for that', async () => {
    const { watch, say, lives } = phone({ says: '0 unwatched - /s/a:b' });
    for (const number of [0, 1]) {
      await watch.ensure();
      say(`7 beat - ${number}`);
      const because = 'inotifyd cannot watch /s/a:b';
      expect((await watch.take(number)).blind).toEqual([{ channel: 'shared-storage', because }]);
    }
    expect(lives()).toBe(1);
  });

  it('says that it is blind on every channel when the phone lost events', async () => {
    const { watch, say } = phone({ says: '7 lost -' });
    await watch.ensure();
    say('7 beat - 0');
    expect((await watch.take(0)).blind).toHaveLength(3);
  });

  it('says that it is blind when a beat is not answered', async () => {
    const { watch } = phone();
    await watch.ensure();
    vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] });
    const taking = watch.take(0);
    await vi.advanceTimersByTimeAsync(9_000);
    expect((await taking).blind).toEqual([
      { channel: 'shared-storage', because: 'inotifyd did not answer within 8 s' },
    ]);
  });

  it('begins anew when the connection was cut, and forgets nothing of what was before', async () => {
    const { watch, end, say, lives } = phone();
    await watch.ensure();
    say('7 w 1.1 /s/a');
    end();
    await Promise.resolve();
    await watch.ensure();
    say('7 beat - 0');
    const seen = await watch.take(0);
    expect(seen.blind.map(({ because }) => because)).toContain('it ended with code 1: closed');
    expect(seen.records.map(({ rest }) => rest)).toEqual(['/s/a']);
    say('7 beat - 1');
    expect([(await watch.take(1)).blind, lives()]).toEqual([[], 2]);
  });

  it('may be excused for the time when nobody was there to be seen', async () => {
    const { watch, end, say } = phone();
    await watch.ensure();
    end();
    await Promise.resolve();
    await watch.ensure();
    watch.excuse();
    say('7 beat - 0');
    expect((await watch.take(0)).blind).toEqual([]);
  });

  it('is blind before it was started', async () => {
    expect((await phone().watch.take(0)).blind).toHaveLength(3);
  });
});
