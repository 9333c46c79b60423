import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from '../../framework.fake.ts';

const NAME = 'org.example.app';

let framework: FakeFramework;
let pid: number;
const boot = async (version: string): Promise<void> => {
  framework = await fakeFramework(
    [fakeHome, fakeApp(NAME, () => ({ onStart: () => undefined }))],
    androidNamed(version),
  );
  await framework.activities.ensureProcess(NAME);
  pid = framework.activities.processOf(NAME)?.pid ?? 0;
};
beforeEach(() => boot('9'));
afterEach(() => framework.dispose());

const run = (line: string, uid?: number): ReturnType<FakeFramework['run']> =>
  framework.run(line.split(' '), uid);

describe('ps', () => {
  it('by itself shows what its own user runs', async () => {
    const { stdout } = await run('ps');
    expect(stdout.split('\n').map((line) => line.split(/ +/).at(-1))).toEqual(['', 'ps', '']);
    expect(stdout).toMatch(/^USER {11}PID {2}PPID {5}VSZ {4}RSS WCHAN {12}ADDR S NAME {23}\nshell {8}/);
  });

  it.each([
    ['ps -A', /^u0_a1 +4\d+ +700 +\d+ +\d+ 0 {19}0 S org\.example\.app$/m],
    ['ps -e', / init$/m],
    ['ps -A -o PID,NAME', /^ *4\d+ org\.example\.app$/m],
    ['ps -Ao pid=,user,args', /^ *1 root {9}init second_stage$/m],
    ['ps -A -o NAME:6,PID', /^org\.example\.app +4\d+$/m],
    [
      'ps -ef',
      /^UID +PID +PPID C STIME TTY +TIME CMD *\n[\s\S]*^root +1 +0 0 \d\d:\d\d:\d\d \? +00:00:00 \/system\/bin\/init second_stage$/m,
    ],
    ['ps -Z -A', /^LABEL +USER [\s\S]*^u:r:untrusted_app:\S+ +u0_a1 /m],
    ['ps -u u0_a1', / org\.example\.app$/m],
    ['ps -u 10001', / org\.example\.app$/m],
    ['ps -P 700', / system_server$/m],
    ['ps -A -k -PID', /ps\n[\s\S]*init\n$/],
  ])('%s has its rows and columns', async (line, form) => {
    const { stdout, code } = await run(line);
    expect(code).toBe(0);
    expect(stdout).toMatch(form);
  });

  it('finds by number, and fails for one that is not there', async () => {
    expect((await run(`ps -p ${pid} -o NAME=`)).stdout).toBe(`${NAME}\n`);
    expect((await run(`ps -o PID= -p1,${pid}`)).stdout).toBe(`    1\n ${pid}\n`);
    expect((await run('ps -p 31999')).code).toBe(1);
  });

  it.each(['ps -o NOSUCH', 'ps -y'])('%s is refused', async (line) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^ps: /);
  });

  it('has a wider VSZ from Android 11 on', async () => {
    await framework.dispose();
    await boot('11');
    expect((await run('ps -A')).stdout).toMatch(/^USER {11}PID {2}PPID {8}VSZ /);
  });
});

describe('looking for processes by name', () => {
  it.each([
    ['pidof org.example.app', (own: number) => `${own}\n`],
    ['pidof init', () => '1\n'],
    ['pidof /system/bin/init', () => '1\n'],
    ['pgrep -f org.example.app', (own: number) => `${own}\n`],
    ['pgrep example.app', (own: number) => `${own}\n`],
    ['pgrep -x init', () => '1\n'],
    ['pgrep -l -u u0_a1', (own: number) => `${own} org.example.app\n`],
    ['pgrep -c -u u0_a1', () => '1\n'],
  ])('%s', async (line, said) => {
    expect(await run(line)).toEqual({ code: 0, stdout: said(pid), stderr: '' });
  });

  it.each(['pidof example', 'pidof org.example', 'pgrep -x ini', 'pgrep nosuch'])(
    '%s finds none',
    async (line) => {
      expect(await run(line)).toEqual({ code: 1, stdout: '', stderr: '' });
    },
  );

  it.each(['pidof', 'pgrep', 'pgrep (', 'pkill -NOSUCH x'])('%s is refused', async (line) => {
    expect((await run(line)).code).toBe(1);
    expect((await run(line)).stderr).not.toBe('');
  });
});

describe('ending processes by name', () => {
  it('is refused to the shell, and done for root, of which the log tells', async () => {
    expect(await run(`pkill -f ${NAME}`)).toEqual({
      code: 1,
      stdout: '',
      stderr: `pkill: ${pid}: Operation not permitted\n`,
    });
    expect(framework.activities.processOf(NAME)?.pid).toBe(pid);
    expect((await run(`pkill -9 -f ${NAME}`, 0)).code).toBe(0);
    expect(framework.activities.processOf(NAME)).toBeUndefined();
    expect((await run('logcat -d')).stdout).toContain(`Process ${NAME} (pid ${pid}) has died`);
  });

  it.each<[number, number, number, string]>([
    [2000, 0, 9, 'EPERM'],
    [10_001, 0, 9, 'sent'],
    [0, 0, 0, 'sent'],
    [0, 31_000, 9, 'ESRCH'],
  ])('a signal of uid %i to (process + %i), number %i: %s', async (uid, offset, signal, answer) => {
    expect(await framework.processTable.signal(pid + offset, signal, uid)).toBe(answer);
    expect(framework.activities.processOf(NAME) === undefined).toBe(answer === 'sent' && signal !== 0);
  });

  it('leaves a process that is told to stop or to go on', async () => {
    for (const signal of [18, 19]) await framework.processTable.signal(pid, signal, 0);
    expect(framework.activities.processOf(NAME)?.pid).toBe(pid);
  });
});

describe('top', () => {
  it('shows a picture as often as it is told', async () => {
    const { stdout, code } = await run('top -b -n 2 -d 0');
    expect(code).toBe(0);
    expect(stdout.match(/^Tasks: /gm)).toHaveLength(2);
    expect(stdout).toMatch(/^ {2}PID USER +PR +NI VIRT +RES +SHR S\[%CPU\] %MEM +TIME\+ ARGS *$/m);
    expect(stdout).toMatch(/^ *4\d+ u0_a1 +20 +0 +\S+ +\S+ +\S+ S .* org\.example\.app$/m);
  });
});
