import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';

const PROJECT = import.meta.dirname;
const NOT_OURS = new Set(['node_modules', '.telltale', '.git']);

/** `a-file.ts` or `folder/a-file.ts` in backquotes; what holds a placeholder or a blank is no name. */
const FILE_NAMES = /`([\w./-]+\.(?:ts|mjs|py|c|sh|yaml|proto))`/g;

const files = filesBelow('.');

it.each(files.filter((file) => file.endsWith('.md')))('%s names no file that is not there', async (page) => {
  const text = await readFile(path.join(PROJECT, page), 'utf8');
  const names = [...text.matchAll(FILE_NAMES)].map(([, name = '']) => name.replace(/^(?:\.{1,2}\/)+/, ''));
  expect(names.filter((name) => !files.some((file) => `/${file}`.endsWith(`/${name}`)))).toEqual([]);
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(path.join(PROJECT, folder), { withFileTypes: true }).flatMap((entry) => {
    const below = path.join(folder, entry.name);
    if (NOT_OURS.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(below) : [below];
  });
}
