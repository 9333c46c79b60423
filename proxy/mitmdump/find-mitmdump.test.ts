import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findMitmdump } from './find-mitmdump.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'telltale-find-'));
});

afterEach(() => rmSync(home, { recursive: true }));

function program(directory: string, script: string, mode = 0o755): string {
  const file = path.join(home, directory, 'mitmdump');
  mkdirSync(path.dirname(file));
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, mode);
  return file;
}

const searchPath = (...directories: readonly string[]): string =>
  directories.map((directory) => path.join(home, directory)).join(path.delimiter);

describe('mitmdump', () => {
  it('is the first on the path that says its version', async () => {
    program('broken', 'exit 1');
    program('forbidden', 'echo Mitmproxy: 9.0.0', 0o644);
    const own = program('own', 'echo "Mitmproxy: 8.1.1\nPython:    3.11.2"');
    program('later', 'echo "Mitmproxy: 11.0.2"');
    expect(await findMitmdump(searchPath('none', 'broken', 'forbidden', 'own', 'later'))).toEqual({
      program: own,
      version: '8.1.1',
    });
  });

  it.each([
    ['nothing is there', () => undefined],
    ['what is there says something else', () => program('own', 'echo hello')],
  ])('is not found where %s', async (_, prepare) => {
    prepare();
    expect(await findMitmdump(searchPath('own'))).toBeUndefined();
  });

  it('is looked for in no directory that depends on where we are', async () => {
    expect(await findMitmdump('.:bin:')).toBeUndefined();
  });
});
