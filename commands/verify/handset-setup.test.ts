import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handsetSetup } from './handset-setup.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'handset-setup-'));
});
afterEach(() => rm(home, { recursive: true }));

describe('what the simulated phone needs for a profile', () => {
  it('is nothing where nothing is said', async () => {
    expect(await handsetSetup(home)).toEqual([]);
  });

  it('are files beside the profile, wherever the command was started', async () => {
    await writeFile(
      path.join(home, 'handset.yaml'),
      'appModules: [mine.ts]\ninternetModules: [../hosts.ts]\n',
    );
    expect(await handsetSetup(home)).toEqual([
      `--app-module=${path.join(home, 'mine.ts')}`,
      `--internet-module=${path.join(path.dirname(home), 'hosts.ts')}`,
    ]);
  });

  it.each([
    ['an unknown field', 'apps: [mine.ts]', /apps/],
    ['a file where a list belongs', 'appModules: mine.ts', /appModules/],
    ['broken YAML', 'appModules: [', /handset\.yaml/],
    ['nothing at all', '', /handset\.yaml/],
  ])('is not guessed from %s', async (_, text, words) => {
    await writeFile(path.join(home, 'handset.yaml'), text);
    await expect(handsetSetup(home)).rejects.toMatchObject({
      code: 'PROFILE_INVALID',
      message: expect.stringMatching(words),
    });
  });
});
