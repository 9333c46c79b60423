import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from './framework.fake.ts';
import { createProcFiles, type ProcFiles } from './proc-files.ts';

const NAME = 'org.example.application';

let framework: FakeFramework;
let proc: ProcFiles;
beforeEach(async () => {
  framework = await fakeFramework([fakeHome, fakeApp(NAME, () => ({ onStart: () => undefined }))]);
  proc = createProcFiles(framework);
});
afterEach(() => framework.dispose());

const read = async (name: string): Promise<string> => String(await framework.files.read(`/proc/${name}`));

it('shows each process while it runs, and no longer', async () => {
  await framework.activities.ensureProcess(NAME);
  const pid = framework.activities.processOf(NAME)?.pid;
  await proc.refresh();
  expect(await read(`${pid}/cmdline`)).toBe(`${NAME}\0`);
  expect(await read(`${pid}/comm`)).toBe('ple.application\n');
  expect(await read(`${pid}/status`)).toMatch(
    /^Name:\tple\.application\n[\s\S]*^Uid:\t10001\t10001\t10001\t10001$/m,
  );
  expect(await read(`${pid}/oom_score_adj`)).toMatch(/^-?\d+\n$/);
  await framework.activities.forceStop(NAME);
  await proc.refresh();
  expect(await framework.files.exists(`/proc/${pid}`)).toBe(false);
  expect(await framework.files.exists('/proc/1742/status')).toBe(true);
});

it('tells the time since boot, and shared storage by version', async () => {
  framework.clockMs += 90_000;
  await proc.refresh();
  expect(await read('uptime')).toMatch(/^\d+\.\d\d \d+\.\d\d\n$/);
  expect(Number((await read('uptime')).split(' ')[0])).toBeGreaterThanOrEqual(90);
  expect(await read('mounts')).toContain('/storage/emulated sdcardfs');
});
