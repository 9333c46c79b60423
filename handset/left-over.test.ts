import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { markOwner, removeLeftOver } from './left-over.ts';

let temporary: string;

/** The directory of a phone, whose owner this process is but for what differs. */
async function phone(name: string, differs: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const directory = path.join(temporary, `telltale-handset-${name}`);
  await mkdir(path.join(directory, 'root'), { recursive: true, mode: 0o700 });
  await markOwner(directory);
  const file = path.join(directory, 'owner.json');
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...differs }));
  return directory;
}

const left = async (): Promise<readonly string[]> => (await readdir(temporary)).sort();

beforeEach(async () => {
  temporary = await mkdtemp(path.join(tmpdir(), 'left-over-'));
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

it('removes the directories of phones whose process is gone, and no others', async () => {
  const gone = spawnSync('true').pid;
  await phone('alive');
  await phone('killed', { pid: gone });
  await phone('number-taken', { startTicks: '1' });
  await phone('before-restart', { bootId: 'another' });
  await phone('of-another-container', { pid: gone, namespace: 'pid:[1]' });
  await mkdir(path.join(temporary, 'other'), { mode: 0o700 });
  await removeLeftOver(temporary);
  expect(await left()).toEqual(['other', 'telltale-handset-alive', 'telltale-handset-of-another-container']);
});

it.each([
  '',
  '{"pid":1',
  '[]',
  'null',
  '{"pid":"1"}',
  '{"pid":1,"startTicks":"","bootId":"","namespace":""}',
])('leaves one alone whose owner is %j', async (text) => {
  await writeFile(path.join(await phone('odd'), 'owner.json'), text);
  await removeLeftOver(temporary);
  expect(await left()).toEqual(['telltale-handset-odd']);
});

it('leaves one alone that others may write', async () => {
  await chmod(await phone('shared', { bootId: 'another' }), 0o777);
  await removeLeftOver(temporary);
  expect(await left()).toEqual(['telltale-handset-shared']);
});
