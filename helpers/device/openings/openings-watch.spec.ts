import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CounterSample } from '../../model/counter.ts';
import type { Adb } from '../adb.ts';
import { startProcess } from '../process-runner.ts';
import type { RecordingSink } from '../recording-sink.ts';
import { startOpenings } from './openings-watch.ts';

let directory: string;
let lines: CounterSample[];

/** A phone's shell, with a real mksh and toybox, in a directory of this machine. */
function phone(): Parameters<typeof startOpenings>[0] {
  const env = { PATH: `${directory}/bin:${process.env.PATH ?? ''}` };
  const adb: Pick<Adb, 'attempt' | 'start'> = {
    async attempt(line) {
      const script = ['-c', line];
      const ran = promisify(execFile)('mksh', script, { env }).then(
        ({ stdout, stderr }) => ({ exitCode: 0, stdout, stderr }),
        ({ code }) => ({ exitCode: Number(code), stdout: '', stderr: '' }),
      );
      return await ran;
    },
    start: (line, onOutput) => startProcess('mksh', ['-c', line], { env, onOutput }),
  };
  const sink: Pick<RecordingSink, 'counter'> = { counter: (line) => void lines.push(line) };
  return {
    adb: adb as Adb,
    sink: sink as RecordingSink,
    superuser: { wrap: (line) => line },
    nonce: 'n1',
    places: { lower: `${directory}/lower`, upper: '/storage/emulated/0', scratch: directory },
  };
}

beforeEach(async () => {
  lines = [];
  directory = await mkdtemp(join(tmpdir(), 'telltale-openings-'));
  await mkdir(join(directory, 'bin'));
  await mkdir(join(directory, 'lower/Pictures/a b'), { recursive: true });
  await mkdir(join(directory, 'lower/Android/data/com.example'), { recursive: true });
  const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v toybox']);
  await symlink(stdout.trim(), join(directory, 'bin/inotifyd'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('a watch of openings', () => {
  it('records each opening once, under the name that apps know, until it is closed', {
    timeout: 20_000,
  }, async () => {
    const image = join(directory, 'lower/Pictures/a b/截屏.png');
    await writeFile(image, 'x');
    const watch = await startOpenings(phone());
    if (watch === undefined) expect.unreachable('it did not start');
    const shown = '/storage/emulated/0/Pictures/a b/截屏.png';
    expect([watch.watches(shown), watch.watches('/storage/emulated/0/New/x.png')]).toEqual([true, false]);
    await readFile(image);
    await readFile(image);
    expect(await watch.take()).toEqual([shown, shown]);
    expect(await watch.take()).toEqual([]);
    await watch.close();
    const [first, second] = lines;
    expect(first).toMatchObject({ kind: 'openings', complete: true });
    expect(first).toMatchObject({
      directories: expect.not.arrayContaining([expect.stringContaining('com.example')]),
    });
    expect(second).toMatchObject({ fromMs: first?.hostMs, complete: true, opened: [] });
    await expect(readFile(join(directory, 'telltale-n1-openings/pid'))).rejects.toThrow('ENOENT');
  });

  it('begins anew when its connection ended, and says from when on', { timeout: 20_000 }, async () => {
    const watch = await startOpenings(phone());
    await watch?.take();
    await watch?.close();
    const closedMs = Date.now();
    await watch?.take();
    await watch?.close();
    const [before, after] = lines.flatMap((one) => (one.kind === 'openings' ? [one] : []));
    expect(after?.complete).toBe(true);
    expect(after?.fromMs).toBeGreaterThan(before?.hostMs ?? closedMs);
  });

  it('whose inotifyd is gone says so: what it did not report may have been', {
    timeout: 20_000,
  }, async () => {
    const watch = await startOpenings(phone());
    process.kill(Number(await readFile(join(directory, 'telltale-n1-openings/pid'), 'utf8')));
    await watch?.take();
    await watch?.close();
    expect(lines.at(-1)).toMatchObject({ kind: 'openings', complete: false });
  });

  it('is none on a phone without inotifyd', { timeout: 20_000 }, async () => {
    await rm(join(directory, 'bin/inotifyd'));
    await writeFile(join(directory, 'bin/inotifyd'), '');
    expect(await startOpenings(phone())).toBeUndefined();
  });
});
