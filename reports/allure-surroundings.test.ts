import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeAllureSurroundings } from './allure-surroundings.ts';
import { RUN } from './fixtures.fake.ts';
import { propertyLine } from './properties-file.ts';

describe('a line of a properties file', () => {
  it.each([
    ['a', 'b', 'a=b'],
    ['Tool adb', '1=2:3', String.raw`Tool\ adb=1=2:3`],
    ['k=:#!', '#v', String.raw`k\=\:\#\!=#v`],
    ['k', ' leading', String.raw`k=\ leading`],
    ['k', String.raw`C:\dir`, String.raw`k=C:\\dir`],
    ['京', '东\n', String.raw`\u4eac=\u4e1c\u000a`],
    ['k', '😀', String.raw`k=\ud83d\ude00`],
  ])('of %j and %j is %s', (key, value, line) => {
    expect(propertyLine(key, value)).toBe(line);
  });
});

describe('what surrounds the tests', () => {
  let directory: string;
  const read = (name: string): Promise<string> => readFile(path.join(directory, name), 'utf8');

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'surroundings-'));
    const tools = { adb: 'v\u001b[2J\nInjected=yes' };
    await writeAllureSurroundings(path.join(directory, 'new'), { ...RUN, tools, startedMs: 1e300 });
    directory = path.join(directory, 'new');
  });

  afterAll(() => rm(path.dirname(directory), { recursive: true, force: true }));

  it('says first that a re-enactment is one', async () => {
    expect((await read('environment.properties')).split('\n')[0]).toMatch(
      /^Subject=re-enactment of reported/,
    );
  });

  it('lets no value make a line of its own', async () => {
    const lines = (await read('environment.properties')).split('\n');
    expect(lines.some((line) => line.startsWith('Injected'))).toBe(false);
    expect(lines.some((line) => line.startsWith(String.raw`Tool\ adb=v\\x1b[2J`))).toBe(true);
  });

  it('groups failed, broken and skipped tests', async () => {
    const categories: readonly { matchedStatuses: readonly string[] }[] = JSON.parse(
      await read('categories.json'),
    );
    const statuses = new Set(categories.flatMap((one) => one.matchedStatuses));
    expect(statuses).toEqual(new Set(['failed', 'broken', 'skipped']));
  });
});
