import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBundle } from '../helpers/evidence/load.ts';
import { openTextReader } from '../helpers/reading/open-text-reader.ts';
import { readCode } from '../helpers/stimuli/read-code.ts';
import { judge } from '../helpers/verdicts/judge.ts';
import { judgementJson } from '../helpers/verdicts/judgement-json.ts';
import {
  bundleOf,
  type Ended,
  follow,
  killHandset,
  processesOf,
  run,
  start,
  verdictsOf,
} from './verify/verify-run.fake.ts';

const PROJECT = path.dirname(import.meta.dirname);

const AS_REPORTED = {
  'local-only': 'upheld',
  'upload-on-consent': 'upheld',
  'no-background-acquisition': 'violated',
  'own-screenshots-only': 'violated',
  'cleared-on-exit': 'violated',
  'no-collection-without-authorization': 'inconclusive',
  'feature-withdrawn': 'not-applicable',
};

describe('npm run verify -- --app=jdjr', () => {
  let whole: Ended;
  beforeAll(async () => {
    whole = await run('--app=jdjr', '--device=handset');
  }, 200_000);

  it('says first that this is a re-enactment', () => {
    expect(whole.output.split('\n')[0]).toContain('re-enactment of reported behaviour');
    expect(whole.output.split('\n')[0]).toContain("not a test of the vendor's app");
  });

  it('comes out as the re-enactment is known to behave, in all seven claims, and exits 0', async () => {
    expect(await verdictsOf(whole)).toEqual(AS_REPORTED);
    expect(whole.output).toContain('Every verdict is what the re-enactment');
    expect(whole.code).toBe(0);
  });

  it('leaves a sealed bundle, an Allure report, and no process', async () => {
    const bundle = await bundleOf(whole);
    expect(bundle.seal.kind).toBe('sealed');
    expect(bundle.damage).toEqual([]);
    expect(await readFile(path.join(whole.directory, 'allure-report', 'index.html'), 'utf8')).toContain(
      'html',
    );
    expect(processesOf(whole)).toEqual([]);
  });

  it('screenshots the bank page as it was made for this run, not an error page', async () => {
    const { stimuli, contentOf } = await bundleOf(whole);
    const screenshot = stimuli.find(({ kind }) => kind === 'screenshot-of-other-app');
    const code = screenshot?.canaries.find(({ kind }) => kind === 'qr-code')?.value;
    const bytes =
      screenshot?.delivery.kind === 'delivered' ? contentOf(screenshot.delivery.sha256) : undefined;
    expect(code).toMatch(/^telltale:[0-9a-f]{16}$/);
    expect(await readCode(bytes ?? new Uint8Array())).toBe(code);
  });

  it('puts back everything that it changed on the phone', async () => {
    const { timeline } = await bundleOf(whole);
    const changed = timeline.flatMap((event) => (event.kind === 'setting-changed' ? [event.what] : []));
    const restored = timeline.flatMap((event) => (event.kind === 'setting-restored' ? [event.what] : []));
    expect(changed.length).toBeGreaterThanOrEqual(3);
    expect([...restored].sort()).toEqual([...changed].sort());
  });

  it('reports each claim and scenario to Allure with the status that its verdict means', () => {
    const results = path.join(whole.directory, 'allure-results');
    const statuses = new Map<string, string>();
    for (const file of readdirSync(results).filter((name) => name.endsWith('-result.json'))) {
      const result = JSON.parse(readFileSync(path.join(results, file), 'utf8'));
      const label = (name: string): string =>
        result.labels.find((one: { name: string }) => one.name === name)?.value ?? '';
      statuses.set(`${label('feature')} / ${label('story')}`, result.status);
    }
    const of = (claim: string): readonly string[] =>
      [...statuses].flatMap(([name, status]) => (name.startsWith(`${claim} /`) ? [status] : []));
    expect(of('no-background-acquisition')).toEqual(['failed', 'failed']);
    expect(of('upload-on-consent')).toEqual(['passed']);
    expect(of('no-collection-without-authorization')).toEqual(['broken']);
    expect(of('feature-withdrawn')).toEqual(['skipped', 'skipped', 'skipped']);
    expect(of('cleared-on-exit')).toEqual(['failed']);
  });

  it('is judged the same, byte for byte, from a copy of its bundle', async () => {
    const copy = await mkdtemp(path.join(tmpdir(), 'copied-bundle-'));
    try {
      await cp(path.join(whole.directory, 'bundle'), copy, { recursive: true });
      const recorded = await readFile(path.join(copy, 'verdicts.json'), 'utf8');
      await rm(path.join(copy, 'verdicts.json'));
      const judged = spawn(process.execPath, ['--import', 'tsx', 'commands/judge.ts', copy], {
        cwd: PROJECT,
        env: { PATH: '' },
      });
      const code = await new Promise((resolve) => judged.once('close', resolve));
      expect(code).toBe(1);
      expect(await readFile(path.join(copy, 'verdicts.json'), 'utf8')).toBe(recorded);
      expect(judgementJson(judge(await loadBundle(copy), await openTextReader()))).toBe(recorded);
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });
});

describe('a planted mistake', () => {
  it('an app that behaves is not accused, and not praised for what nobody did', async () => {
    const ended = await run(
      '--app=jdjr',
      '--device=handset',
      '--window=2',
      '--handset-option=--jrapp=honest',
    );
    const verdicts = await verdictsOf(ended);
    expect(Object.values(verdicts)).not.toContain('violated');
    // With root even the opening of an image would have been seen.
    expect(verdicts['no-background-acquisition']).toBe('upheld');
    expect(verdicts['upload-on-consent']).toBe('inconclusive');
    expect(ended.output).toContain('Not as the re-enactment');
    expect(ended.code).toBe(3);
  });

  it('a proxy that reads nothing upholds nothing that needs it', async () => {
    const ended = await run(
      '--app=jdjr',
      '--device=handset',
      '--window=2',
      '--plant-blind-proxy=tls-passthrough',
      '--exit=verdict',
    );
    const verdicts = await verdictsOf(ended);
    expect(verdicts['local-only']).toBe('inconclusive');
    expect(verdicts['upload-on-consent']).toBe('inconclusive');
    // What was seen in storage stays seen.
    expect(verdicts['no-background-acquisition']).toBe('violated');
    expect(ended.code).toBe(1);
  });

  it('a copy in a directory that nobody can list is no proof of its absence', async () => {
    const options = ['--handset-option=--jrapp=copies-to-internal', '--handset-option=--build=user'];
    const ended = await run('--app=jdjr', '--device=handset', '--window=2', ...options);
    const verdicts = await verdictsOf(ended);
    for (const claim of ['no-background-acquisition', 'own-screenshots-only', 'cleared-on-exit']) {
      expect([claim, verdicts[claim]]).toEqual([claim, 'inconclusive']);
    }
    expect(ended.code).toBe(3);
  });

  it('an app that uploads in the background is caught by its traffic', async () => {
    const ended = await run(
      '--app=jdjr',
      '--device=handset',
      '--window=2',
      '--handset-option=--jrapp=uploads-in-background',
      '--exit=verdict',
    );
    expect(await verdictsOf(ended)).toMatchObject({
      'local-only': 'violated',
      'upload-on-consent': 'violated',
    });
    expect(ended.code).toBe(1);
  });

  it('an app that goes round the proxy leaves bytes that nobody can explain', async () => {
    const ended = await run(
      '--app=jdjr',
      '--device=handset',
      '--window=2',
      '--handset-option=--jrapp=uploads-by-own-socket',
    );
    expect(await verdictsOf(ended)).toMatchObject({
      'local-only': 'inconclusive',
      'upload-on-consent': 'inconclusive',
    });
    const text = await readFile(path.join(ended.directory, 'bundle', 'verdicts.json'), 'utf8');
    expect(text).toContain('bytes-unaccounted');
  });
});

describe('a run that breaks off', () => {
  async function expectSafe(ended: Ended, code: string): Promise<void> {
    expect(ended.code).toBe(3);
    const bundle = await bundleOf(ended);
    expect(bundle.timeline.some((event) => event.kind === 'fault' && event.code === code)).toBe(true);
    const verdicts = Object.values(await verdictsOf(ended));
    expect(verdicts).not.toContain('upheld');
    expect(verdicts).toContain('inconclusive');
    expect(processesOf(ended)).toEqual([]);
  }

  it('by Ctrl-C: one message, everything ended, the phone put back, the bundle judged', async () => {
    const running = start(['--app=jdjr', '--device=handset']);
    await running.said('watching for');
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.output).toContain('the run was interrupted');
    await expectSafe(ended, 'INTERRUPTED');
    const { timeline } = await bundleOf(ended);
    const of = (kind: string): number => timeline.filter((event) => event.kind === kind).length;
    expect(of('setting-restored')).toBe(of('setting-changed'));
    expect(timeline).toContainEqual(
      expect.objectContaining({
        kind: 'setting-restored',
        what: expect.stringMatching(/^UDP to port 443/),
      }),
    );
  });

  it('by a phone that is gone', async () => {
    const running = start(['--app=jdjr', '--device=handset']);
    await running.said('watching for');
    killHandset(running);
    const ended = await running.ended;
    await expectSafe(ended, 'DEVICE_LOST');
  });
});

describe('a disk that fills up in mid-run', () => {
  it('ends the run with one message, and what was recorded until then upholds nothing', async () => {
    const kept = await mkdtemp(path.join(tmpdir(), 'full-disk-'));
    await mkdir(path.join(PROJECT, '.telltale', 'runs'), { recursive: true });
    // A small disk of its own, which nobody else sees and which goes away with the command.
    const script = `mount -t tmpfs -o size=260m tmpfs .telltale/runs
      "$0" --import tsx commands/verify.ts --app=jdjr --device=handset; code=$?
      rm .telltale/runs/filler; cp -r .telltale/runs/*/bundle "$1"; exit $code`;
    const inMountNamespace = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];
    const running = follow(
      spawn('unshare', [...inMountNamespace, 'sh', '-c', script, process.execPath, kept], { cwd: PROJECT }),
    );
    await running.said('watching for');
    fillDisk(path.join(`/proc/${running.child.pid}/root`, PROJECT, '.telltale', 'runs', 'filler'));
    const ended = await running.ended;
    try {
      expect(ended.code).toBe(3);
      expect(ended.output).toMatch(/no space left on device.*\n.*free some space/i);
      expect(processesOf(ended)).toEqual([]);
      const verdicts = judge(await loadBundle(path.join(kept, 'bundle'))).claims.map(
        ({ verdict }) => verdict.kind,
      );
      expect(verdicts).not.toContain('upheld');
      expect(verdicts).toContain('inconclusive');
    } finally {
      await rm(kept, { recursive: true, force: true });
    }
  });

  /** Writes until nothing more goes in, the last bytes one by one. */
  function fillDisk(file: string): void {
    const filler = openSync(file, 'w');
    for (let size = 1 << 20; size > 0; size >>= 1) {
      try {
        for (;;) writeSync(filler, Buffer.alloc(size));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
    }
    closeSync(filler);
  }
});

describe('bad input', () => {
  it.each([
    ['an unknown app', ['--app=nosuch'], /there is no app "nosuch".*jdjr/s],
    ['no app', [], /--app=<name>/],
    ['an unknown option', ['--app=jdjr', '--frobnicate'], /frobnicate/],
    ['a window that is none', ['--app=jdjr', '--window=never'], /1 to 3600 seconds/],
    ['a phone that is not attached', ['--app=jdjr', '--device=NOSUCH123'], /NOSUCH123 is not attached/],
  ])('%s is answered by what, why and what to do, with exit code 3', async (_, argv, message) => {
    const ended = await run(...argv);
    expect(ended.output).toMatch(message);
    expect(ended.code).toBe(3);
  });

  it('a proxy port that is taken is named, with the option that chooses another', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const ended = await run('--app=jdjr', '--device=handset', `--proxy-port=${port}`);
    holder.close();
    expect(ended.output).toMatch(new RegExp(`port ${port}.*--proxy-port`, 's'));
    expect(ended.code).toBe(3);
    expect(processesOf(ended)).toEqual([]);
  });
});

describe('a phone that is attached', () => {
  const ADB_PORT = '5037';
  let handset: ChildProcess;
  let home: string;
  let serial: string;

  async function adb(...argv: readonly string[]): Promise<void> {
    const child = spawn('adb', argv, {
      env: { ...process.env, HOME: home, ANDROID_ADB_SERVER_PORT: ADB_PORT },
      stdio: 'ignore',
    });
    await new Promise((resolve) => child.once('close', resolve));
  }

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'attached-'));
    handset = spawn(process.execPath, ['handset/start.mjs', '--exit-with-parent'], {
      cwd: PROJECT,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    serial = await new Promise((resolve) =>
      handset.stdout?.once('data', (line) => resolve(JSON.parse(String(line)).serial)),
    );
    // The usual server: what a user's `adb devices` has started.
    await adb('connect', serial);
  });

  afterAll(async () => {
    await adb('kill-server');
    handset.kill('SIGTERM');
    await rm(home, { recursive: true, force: true });
  });

  it('is taken when it is the only one, and the missing app is said with both ways out', async () => {
    await adb('-s', serial, 'uninstall', 'com.jd.jrapp');
    const ended = await run('--app=jdjr');
    expect(ended.output).toContain(`Testing on the phone ${serial}`);
    expect(ended.output).toMatch(/com\.jd\.jrapp is not installed.*--apk=<file>.*--device=handset/s);
    expect(ended.code).toBe(3);
  });

  it('is listed when another one was asked for', async () => {
    const ended = await run('--app=jdjr', '--device=NOSUCH123');
    expect(ended.output).toContain(`these are: ${serial}`);
  });

  it('is refused, with what to do, while its owner has not allowed it', async () => {
    const words = ['handset/start.mjs', '--exit-with-parent', '--auth=unanswered'];
    const locked = spawn(process.execPath, words, { cwd: PROJECT, stdio: ['pipe', 'pipe', 'ignore'] });
    const ready = await new Promise((resolve) => locked.stdout.once('data', resolve));
    const { serial: unanswered } = JSON.parse(String(ready));
    await adb('connect', unanswered);
    const ended = await run('--app=jdjr', `--device=${unanswered}`);
    const several = await run('--app=jdjr');
    await adb('disconnect', unanswered);
    locked.kill('SIGTERM');
    expect(ended.output).toMatch(/adb calls it unauthorized.*allow USB debugging on its screen/s);
    expect(several.output).toMatch(/more than one phone is attached: .*\(unauthorized\).*--device=<serial>/s);
    expect([ended.code, several.code]).toEqual([3, 3]);
  });
});
