import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TimelineEvent } from '../../model/timeline.ts';
import { type Adb, createAdb } from '../adb.ts';
import { runProcess } from '../process-runner.ts';
import { findSuperuser } from '../superuser.ts';
import { trustAuthority } from './trust-authority.ts';

const PROJECT = path.join(import.meta.dirname, '..', '..', '..');
const ADB_PORT = 6101;
const STORES = {
  '9': '/system/etc/security/cacerts',
  '14': '/apex/com.android.conscrypt/cacerts',
};
const EVERYWHERE =
  'su 0 find /data/misc/user/0/cacerts-added /system/etc/security/cacerts /apex/com.android.conscrypt /data/local/tmp';

describe.each([
  ['9', []],
  ['14', ['--android=14']],
] as const)('a phone with root, Android %s', (release, options) => {
  let handset: ChildProcess;
  let home: string;
  let adb: Adb;

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'trust-spec-'));
    await writeFile(path.join(home, 'ours.pem'), 'a certificate\n');
    handset = spawn(process.execPath, ['handset/start.mjs', '--exit-with-parent', ...options], {
      cwd: PROJECT,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const ready = await new Promise((resolve) => handset.stdout?.once('data', resolve));
    const { serial } = JSON.parse(String(ready));
    await adbServer('connect', serial);
    adb = createAdb({ program: 'adb', serial, serverPort: ADB_PORT, home }, runProcess, () => undefined);
  }, 60_000);

  afterAll(async () => {
    await adbServer('kill-server');
    handset.kill('SIGTERM');
    await rm(home, { recursive: true, force: true });
  });

  async function adbServer(...words: readonly string[]): Promise<void> {
    const env = { ANDROID_ADB_SERVER_PORT: String(ADB_PORT), HOME: home };
    await runProcess('adb', words, { env, timeoutMs: 20_000 });
  }

  it('trusts the authority of a run as one of the system’s, shows it, and has nothing of it at the end', async () => {
    const superuser = await findSuperuser(adb);
    const events: TimelineEvent[] = [];
    const listed = async (): Promise<string> => (await adb.attempt(EVERYWHERE)).stdout;
    const before = await listed();
    const authority = { certificateFile: path.join(home, 'ours.pem'), subjectHashOld: '0badcafe' };
    const note = (event: TimelineEvent): void => void events.push(event);
    const { trust, changes } = await trustAuthority({ adb, superuser, note }, authority);
    expect(trust).toEqual({ reached: 'system', proof: `${STORES[release]}/0badcafe.0` });
    expect(await listed()).toContain('cacerts-added/0badcafe.0');
    for (const change of changes.toReversed()) await change.undo();
    expect(await listed()).toBe(before);
    expect(events.map(({ kind }) => kind)).toEqual([
      ...['setting-changed', 'setting-changed'],
      ...['setting-restored', 'setting-restored'],
    ]);
  });

  it('is asked for nothing where there is no root', async () => {
    const phone = { adb, superuser: undefined, note: () => undefined };
    const { trust, changes } = await trustAuthority(phone, { certificateFile: 'x', subjectHashOld: 'y' });
    expect({ reached: trust.reached, changes }).toEqual({ reached: 'none', changes: [] });
  });
});
