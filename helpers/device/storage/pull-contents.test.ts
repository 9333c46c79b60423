import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Adb } from '../adb.ts';
import { pullContents, readContents, type WantedFile } from './pull-contents.ts';
import { rawPath } from './raw-path.ts';

const wanted = (name: string, differs: Partial<WantedFile> = {}): WantedFile => ({
  raw: rawPath(`/s/${name}`),
  bytes: 10,
  ...differs,
});

/** A phone whose files hold their own paths. Notes each command and what was pushed. */
function phone() {
  const commands: string[] = [];
  const lists: string[] = [];
  const adb: Pick<Adb, 'bytes' | 'command'> = {
    async command(argv) {
      commands.push(argv[0] ?? '');
      lists.push(...argv.slice(1, -1).map((file) => readFileSync(file, 'latin1')));
      return '';
    },
    async bytes(line) {
      commands.push(line);
      const number = Number(/-(\d+)-0/.exec(line)?.[1]);
      const entries = (lists[number] ?? '').split('\0').filter((entry) => entry !== '');
      return Buffer.concat(
        entries.map((entry) => {
          const [index = '', path] = [entry.slice(0, entry.indexOf('/')), entry.slice(entry.indexOf('/'))];
          return Buffer.from(`T1 begin ${index}\n${path}\nT1 end ${index} 0 once\n`, 'latin1');
        }),
      );
    },
  };
  // The two methods that are used.
  const parts = { adb: adb as Adb, superuser: undefined, scratch: '/data/local/tmp/w', mark: 'T1' };
  return { parts, commands, lists };
}

function stream(text: string): ReturnType<typeof readContents> {
  return readContents(Buffer.from(text, 'latin1'), 'T1');
}

describe('pulling contents', () => {
  it('takes one push and one command for any number of files of any name', async () => {
    const { parts, commands } = phone();
    const files = Array.from({ length: 3_000 }, (_, index) => wanted(`${index} \n'"\xff`));
    const contents = await pullContents(parts, files);
    expect(commands).toHaveLength(2);
    expect(contents.map((one) => (one.kind === 'bytes' ? one.bytes.toString('latin1') : one))).toEqual(
      files.map(({ raw }) => raw),
    );
  });

  it('asks the phone nothing when nothing is wanted', async () => {
    const { parts, commands } = phone();
    expect([await pullContents(parts, []), commands]).toEqual([[], []]);
  });

  it('takes four commands at most, and says of the rest that it was too much', async () => {
    const { parts, commands } = phone();
    const contents = await pullContents(
      parts,
      Array.from({ length: 5 }, (_, index) => wanted(`${index}`, { bytes: 60e6 })),
    );
    expect(commands).toHaveLength(5);
    expect(contents.map(({ kind }) => kind)).toEqual(['bytes', 'bytes', 'bytes', 'bytes', 'unreadable']);
  });

  it('leaves a huge file where it is', async () => {
    const { parts, commands } = phone();
    const [content] = await pullContents(parts, [wanted('film', { bytes: 2 ** 29 })]);
    expect(content).toMatchObject({ because: expect.stringContaining('more than the limit') });
    expect(commands).toEqual([]);
  });

  it('has the app read its own files where that is the way in', async () => {
    const { parts, commands } = phone();
    await pullContents(parts, [wanted('a', { runAs: ['run-as', 'a.b'] })]);
    expect(commands[1]).toMatch(/^run-as a\.b xargs -0 sh -c /);
  });
});

describe('a stream of contents', () => {
  it('keeps bytes that look like the end of another file, or end without a line break', () => {
    const contents = stream(
      'T1 begin 0\na\nT1 end 1 0 once\n\0b\nT1 end 0 0 once\nT1 begin 1\n\nT1 end 1 0 once\n',
    );
    expect(
      [...contents].map(([index, one]) => [index, one.kind === 'bytes' ? one.bytes.toString() : one]),
    ).toEqual([
      [0, 'a\nT1 end 1 0 once\n\0b'],
      [1, ''],
    ]);
  });

  it.each([
    ['that broke off', 'T1 begin 0\nabc', 'perhaps', 'the phone broke off while its content was pulled'],
    [
      'that ended with an error',
      'T1 begin 0\nab\nT1 end 0 1 once\n',
      'once',
      'it could not be read to its end',
    ],
    [
      'of a file that was not opened',
      'T1 begin 0\n\nT1 end 0 1 never\n',
      'never',
      'it went away, or could not be opened, before its content was pulled',
    ],
  ])('does not take a part for the whole: one %s', (_, text, opened, because) => {
    expect(stream(text).get(0)).toEqual({ kind: 'unreadable', because, opened });
  });

  it('says nothing of a file that is not in it', () => {
    expect(stream('').size).toBe(0);
  });
});
