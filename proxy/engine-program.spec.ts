import { stat, utimes } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { engineProgram } from './engine-program.ts';

it('bundles the engine once, and takes the same file again as long as no source changes', async () => {
  const first = await engineProgram();
  expect(first).toMatchObject({ entry: expect.stringMatching(/\.cjs$/), execArgv: [] });
  const hourAgo = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000);
  await utimes(first.entry, hourAgo, hourAgo);
  expect(await engineProgram()).toEqual(first);
  expect((await stat(first.entry)).mtime).toEqual(hourAgo);
});
