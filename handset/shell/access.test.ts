import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileAccess, PhoneFiles } from '../shell-parts.ts';
import { createPhoneFiles } from './phone-files.ts';

const APP = 10_003;
const SHELL = 2_000;

let root: string;
let files: PhoneFiles;

const DIRECTORIES: readonly (readonly [path: string, uid: number, gid: number, mode: number])[] = [
  ['', 0, 0, 0o755],
  ['data', 1_000, 1_000, 0o771],
  ['data/data', 1_000, 1_000, 0o771],
  ['data/data/org.app', APP, APP, 0o700],
  ['data/data/org.app/files', APP, APP, 0o700],
  ['data/local/tmp', SHELL, SHELL, 0o771],
  ['storage/emulated/0/DCIM', 0, 1_015, 0o771],
  ['system/bin', 0, SHELL, 0o755],
  ['empty', 0, 0, 0o755],
];
const FILES: typeof DIRECTORIES = [
  ['data/data/org.app/files/secret', APP, APP, 0o600],
  ['data/data/org.app/open', APP, APP, 0o644],
  ['data/local/tmp/mine', SHELL, SHELL, 0o600],
  ['storage/emulated/0/DCIM/photo', APP, 1_015, 0o660],
  ['storage/emulated/0/DCIM/of-android-11', 10_050, 1_023, 0o660],
  ['system/bin/program', 0, SHELL, 0o755],
  ['system/secret', 0, 0, 0o600],
];

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'access-'));
  files = createPhoneFiles(root);
  if (process.getuid?.() !== 0) return;
  for (const [directory] of DIRECTORIES) await mkdir(path.join(root, directory), { recursive: true });
  for (const [file] of FILES) await writeFile(path.join(root, file), 'x');
  for (const [place, uid, gid, mode] of [...DIRECTORIES, ...FILES]) {
    await chown(path.join(root, place), uid, gid);
    await chmod(path.join(root, place), mode);
  }
});
afterAll(() => rm(root, { recursive: true }));

describe.runIf(process.getuid?.() === 0)(
  'what a user of the phone may reach (files have owners for root only)',
  () => {
    it.each<[number, FileAccess, string, boolean]>([
      [SHELL, 'read', '/data/data/org.app/files/secret', false],
      [SHELL, 'search', '/data/data/org.app/files/secret', false],
      [SHELL, 'read', '/data/data/org.app/open', false],
      [SHELL, 'make', '/data/data/org.app/new', false],
      [SHELL, 'search', '/data/data/org.app', true],
      [SHELL, 'read', '/data/data/org.app', false],
      [SHELL, 'read', '/data/local/tmp/mine', true],
      [SHELL, 'make', '/data/local/tmp/new', true],
      [SHELL, 'make', '/data/local/tmp/a/b/c/new', true],
      [SHELL, 'read', '/storage/emulated/0/DCIM/photo', true],
      [SHELL, 'make', '/storage/emulated/0/DCIM/photo', true],
      [SHELL, 'read', '/storage/emulated/0/DCIM/of-android-11', true],
      [APP, 'read', '/storage/emulated/0/DCIM/of-android-11', false],
      [SHELL, 'read', '/system/bin/program', true],
      [SHELL, 'search', '/system/secret', true],
      [SHELL, 'read', '/system/secret', false],
      [SHELL, 'make', '/system/new', false],
      [SHELL, 'make', '/empty/new', false],
      [SHELL, 'make', '/not/there/new', false],
      [SHELL, 'read', '/data/local/tmp/../../data/org.app/files/secret', false],
      [APP, 'read', '/data/data/org.app/files/secret', true],
      [APP, 'make', '/data/data/org.app/new', true],
      [APP, 'read', '/data/local/tmp/mine', false],
      [APP + 1, 'read', '/data/data/org.app/files/secret', false],
      [0, 'read', '/data/data/org.app/files/secret', true],
      [0, 'make', '/system/new', true],
    ])('uid %i, %s %s: %s', async (uid, access, file, may) => {
      expect(await files.allows(file, uid, access)).toBe(may);
    });

    it('lets a missing file be missed, not forbidden', async () => {
      expect(await files.allows('/data/local/tmp/missing', SHELL, 'read')).toBe(true);
      expect(await files.allows('/data/local/tmp/no/such', SHELL, 'search')).toBe(true);
    });
  },
);
