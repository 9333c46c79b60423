import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppProcess } from '../app-parts.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from './framework.fake.ts';
import { insertCard } from './sd-card.ts';

const NAME = 'org.example.app';
const CARD = '/storage/1A2B-3C4D';

let framework: FakeFramework;
let files: AppProcess['files'];
beforeEach(async () => {
  let started: AppProcess | undefined;
  framework = await fakeFramework([
    fakeHome,
    fakeApp(NAME, (process) => {
      started = process;
      return { onStart: () => undefined };
    }),
  ]);
  await framework.activities.ensureProcess(NAME);
  if (started === undefined) throw new Error('the app did not start');
  files = started.files;
});
afterEach(() => framework.dispose());

const answerOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => String(error instanceof Error && 'code' in error ? error.code : error),
  );

describe('a card in the phone', () => {
  beforeEach(() => insertCard(framework.files, '1A2B-3C4D'));

  it.each(['data', 'media', 'obb'])('has a directory in Android/%s that is the app’s own', async (part) => {
    const own = `${CARD}/Android/${part}/${NAME}/files/a`;
    await files.write(own, Buffer.from('kept'));
    expect([
      String(await files.read(own)),
      await files.list(`${CARD}/Android/${part}/${NAME}/files`),
    ]).toEqual(['kept', ['a']]);
    await files.remove(own);
    expect(await files.list(`${CARD}/Android/${part}/${NAME}/files`)).toEqual([]);
  });

  it.each([
    `${CARD}/Download/a`,
    `${CARD}/Android/data/org.example.other/a`,
    `${CARD}/Android/data/${NAME}/../org.example.other/a`,
    `${CARD}/Android/data/${NAME}2/a`,
    `${CARD}/a/Android/data/${NAME}/a`,
    `/storage/5E6F-7A8B/Android/data/${NAME}/a`,
    `/storage/emulated/1A2B-3C4D/Android/data/${NAME}/a`,
  ])('lets no app write to %s, whatever it may in the phone', async (path) => {
    expect(await answerOf(files.write(path, Buffer.from('x')))).toBe('EACCES');
    expect(await answerOf(files.read(path))).toBe('EACCES');
  });
});

it('where no card is, there is no directory on one either', async () => {
  expect(await answerOf(files.write(`${CARD}/Android/data/${NAME}/a`, Buffer.from('x')))).toBe('EACCES');
});

it('is called after its serial number', async () => {
  expect(await answerOf(insertCard(framework.files, '../data'))).toMatch(/no serial number of a card/);
});
