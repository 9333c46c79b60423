import { PassThrough, Writable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeFramework, fakeFramework } from '../system/framework.fake.ts';
import { runAsCommand } from './run-as.ts';
import type { ProcessIo } from './run-process.ts';

const APPS = new Map([
  ['org.open', { uid: 10_003, debuggable: true }],
  ['org.closed', { uid: 10_004, debuggable: false }],
  ['org.lost', { uid: 10_005, debuggable: true }],
  ['android', { uid: 1_000, debuggable: true }],
]);

let framework: FakeFramework;
let ran: { readonly words: readonly string[]; readonly io: ProcessIo } | undefined;
beforeEach(async () => {
  framework = await fakeFramework([]);
  ran = undefined;
  for (const user of [0, 999]) {
    const owner = { uid: 10_003, gid: 10_003, mode: 0o600 };
    await framework.files.write(`/data/user/${user}/org.open/file`, Buffer.from('x'), owner);
  }
  return () => framework.dispose();
});

async function runAs(words: readonly string[], options: { uid?: number; api?: number } = {}) {
  let said = '';
  const stderr = new Writable({
    write(chunk, _encoding, callback) {
      said += chunk;
      callback();
    },
  });
  const command = runAsCommand({
    api: options.api ?? 28,
    files: framework.files,
    app: (name) => APPS.get(name),
    run: async (started, io) => {
      ran = { words: started, io };
      return 7;
    },
  });
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const signal = new AbortController().signal;
  const code = await command({
    argv: ['run-as', ...words],
    uid: options.uid ?? 2000,
    ...{ stdin, stdout, stderr, signal },
  });
  return { code, said };
}

describe('run-as', () => {
  it.each([
    [['org.none', 'ls'], 'unknown package: org.none'],
    [['org.closed', 'ls'], 'package not debuggable: org.closed'],
    [['android', 'ls'], 'package not an application: android'],
    [['org.lost', 'ls'], 'package has corrupt installation: org.lost'],
    [['org.open', '--user', '999', 'ls'], 'package has corrupt installation: org.open'],
    [['org.open', '--user', '-1', 'ls'], 'negative user id: -1'],
    [['org.open', '--user', '99999999', 'ls'], 'user id too big: 99999999'],
    [[], 'usage: run-as <package-name> [--user <uid>] <command> [<args>]\n'],
  ])('refuses %j: %s', async (words, why) => {
    expect(await runAs(words)).toEqual({ code: 1, said: `run-as: ${why}\n` });
    expect(ran).toBeUndefined();
  });

  it('is for the shell and root only', async () => {
    const { code, said } = await runAs(['org.open', 'ls'], { uid: 10_004 });
    expect([code, said]).toEqual([1, "run-as: only 'shell' or 'root' users can run this program\n"]);
  });

  it("runs the words as they are, as the app's user, in its directory, with its exit code", async () => {
    const words = ['sh', '-c', 'echo "$1" ; rm  x', '*'];
    expect((await runAs(['org.open', ...words])).code).toBe(7);
    expect(ran?.words.slice(-4)).toEqual(words);
    expect(ran?.io).toMatchObject({ uid: 10_003, home: '/data/user/0/org.open' });
  });

  it('knows the directory of another user from Android 10 on', async () => {
    await runAs(['org.open', '--user', '999', 'ls'], { api: 29 });
    expect(ran?.io).toMatchObject({ uid: 99_910_003, home: '/data/user/999/org.open' });
    expect((await runAs(['org.open', '--user', '10', 'ls'], { api: 29 })).said).toBe(
      "run-as: couldn't stat /data/user/10/org.open: No such file or directory\n",
    );
  });
});
