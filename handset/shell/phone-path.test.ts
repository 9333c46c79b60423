import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolvePhonePath } from './phone-path.ts';

let outside: string;
let root: string;

const at = (phonePath: string): string => path.join(root, phonePath);

beforeAll(async () => {
  outside = await realpath(await mkdtemp(path.join(tmpdir(), 'phone-path-')));
  root = path.join(outside, 'root');
  await writeFile(path.join(outside, 'secret'), 'of the host');
  await mkdir(at('storage/emulated/0/DCIM'), { recursive: true });
  await mkdir(at('data/local/tmp'), { recursive: true });
  const links: readonly (readonly [link: string, target: string])[] = [
    ['sdcard', '/storage/emulated/0'],
    ['data/up', '..'],
    ['data/far-up', '../../../../../..'],
    ['data/host', '/../../secret'],
    ['data/absolute', outside],
    ['data/chain', '/data/relative'],
    ['data/relative', 'local/./tmp'],
    ['data/self', 'self'],
    ['data/ping', '/data/pong'],
    ['data/pong', 'ping'],
    ['data/dangling', '/data/nothing/there'],
  ];
  for (const [link, target] of links) await symlink(target, at(link));
});

afterAll(async () => await rm(outside, { recursive: true }));

describe('the host path of a phone path', () => {
  it.each([
    ['/data/local/tmp', 'data/local/tmp'],
    ['data/local', 'data/local'],
    ['/', ''],
    ['', ''],
    ['//data///local/./tmp/', 'data/local/tmp'],
    ['/data/missing/file', 'data/missing/file'],
    ['/sdcard/DCIM', 'storage/emulated/0/DCIM'],
    ['/sdcard', 'storage/emulated/0'],
    ['/sdcard/../0/DCIM', 'storage/emulated/0/DCIM'],
    ['/data/chain/x', 'data/local/tmp/x'],
    ['/data/dangling', 'data/nothing/there'],
    ['/data/-rf', 'data/-rf'],
    ['/data/new\nline', 'data/new\nline'],
    ['/data/截屏', 'data/截屏'],
    ['/data/a\\b', 'data/a\\b'],
  ])('of %j is %j below the root', async (phonePath, expected) => {
    expect(await resolvePhonePath(root, phonePath)).toBe(at(expected));
  });

  it.each([
    ['..', ''],
    ['/../../secret', 'secret'],
    ['/data/../../secret', 'secret'],
    ['/data/local/../../../../etc/passwd', 'etc/passwd'],
    ['/data/up/../secret', 'secret'],
    ['/data/far-up/secret', 'secret'],
    ['/data/host', 'secret'],
    ['/sdcard/../../../../secret', 'secret'],
  ])('of %s stays in the root', async (phonePath, expected) => {
    expect(await resolvePhonePath(root, phonePath)).toBe(at(expected));
  });

  it('takes an absolute link for a path of the phone, even when it names a directory of the host', async () => {
    expect(await resolvePhonePath(root, '/data/absolute/secret')).toBe(at(path.join(outside, 'secret')));
  });

  it.each(['/data/self', '/data/ping/x'])(
    'refuses links that lead nowhere but to themselves: %s',
    async (loop) => {
      await expect(resolvePhonePath(root, loop)).rejects.toMatchObject({ code: 'ELOOP' });
    },
  );

  it('never leaves the root, whatever the path is made of', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '',
        'data',
        'up',
        'far-up',
        'host',
        'absolute',
        'sdcard',
        '\0',
        '-',
        'chain',
        '...',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        const resolved = await resolvePhonePath(root, parts.join('/'));
        expect(resolved === root || resolved.startsWith(`${root}/`)).toBe(true);
        expect(resolved.split('/')).not.toContain('..');
      }),
    );
  });
});
