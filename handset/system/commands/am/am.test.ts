import { afterEach, describe, expect, it } from 'vitest';
import type { App, AppHandlers, AppProcess } from '../../../app-parts.ts';
import { androidNamed } from '../../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../../framework.fake.ts';

let framework: FakeFramework;
afterEach(() => framework.dispose());

const NAME = 'org.example.app';
const OTHER = 'org.example.other';

function app(name: string, heard: string[] = [], more: Partial<App['manifest']> = {}): App {
  return fakeApp(
    name,
    (process: AppProcess): AppHandlers => ({
      onStart(intent, activity) {
        heard.push(`start ${Object.entries(intent.extras)}`);
        process.show(fakeScreen(name, activity.split('.').at(-1) ?? ''));
      },
      onTrimMemory: (level) => void heard.push(`trim ${level}`),
    }),
    more,
  );
}

async function boot(android = '9', heard: string[] = []): Promise<void> {
  framework = await fakeFramework(
    [fakeHome, app(NAME, heard), app(OTHER, [], { debuggable: true })],
    androidNamed(android),
  );
  await framework.activities.key(3);
}

const run = (line: string, uid?: number): ReturnType<FakeFramework['run']> =>
  framework.run(line.split(' '), uid);
const running = (name = NAME): boolean => framework.activities.processOf(name) !== undefined;
const home = (): Promise<void> => framework.activities.key(3);

describe('am start -W', () => {
  it.each([
    [
      '8.1',
      'Status: ok\nActivity: org.example.app/.Main\nThisTime: 0\nTotalTime: 0\nWaitTime: 3\nComplete\n',
    ],
    ['9', 'Status: ok\nActivity: org.example.app/.Main\nThisTime: 0\nTotalTime: 0\nWaitTime: 3\nComplete\n'],
    [
      '10',
      'Status: ok\nLaunchState: COLD\nActivity: org.example.app/.Main\nTotalTime: 0\nWaitTime: 3\nComplete\n',
    ],
    [
      '16',
      'Status: ok\nLaunchState: COLD\nActivity: org.example.app/.Main\nTotalTime: 0\nWaitTime: 3\nComplete\n',
    ],
  ])('speaks as Android %s does', async (android, end) => {
    await boot(android);
    const { stdout, stderr, code } = await run(`am start -W -n ${NAME}/.Main`);
    expect({ stdout, stderr, code }).toEqual({
      stdout: `Starting: Intent { cmp=org.example.app/.Main }\n${end}`,
      stderr: '',
      code: 0,
    });
  });

  it('tells a cold start from one of a process that runs, and from what is in front already', async () => {
    await boot('11');
    const icon = `am start -W -a android.intent.action.MAIN -c android.intent.category.LAUNCHER -n ${NAME}/.Main`;
    expect((await run(icon)).stdout).toContain('LaunchState: COLD\n');
    expect((await run(icon)).stdout).toMatch(
      /Warning: Activity not started, intent has been delivered to currently running top-most instance\.\nStatus: ok\nLaunchState: UNKNOWN \(0\)\n/,
    );
    await home();
    expect((await run(icon)).stdout).toMatch(
      /Warning: Activity not started, its current task has been brought to the front\nStatus: ok\nLaunchState: HOT\n/,
    );
    await framework.activities.forceStop(NAME);
    await framework.activities.ensureProcess(NAME);
    expect((await run(icon)).stdout).toContain('LaunchState: WARM\n');
  });
});

describe('am start', () => {
  it('tells the intent with categories, flags and extras, and hides what follows the host', async () => {
    await boot();
    const line = `am start -a x.Y -c a.B -d https://h:8/secret?q=1 -f 0x20 --es k v --activity-single-top -p org.p -n ${NAME}/.Main`;
    expect((await run(line)).stdout).toBe(
      'Starting: Intent { act=x.Y cat=[a.B] dat=https://h:8/... flg=0x20000020 pkg=org.p cmp=org.example.app/.Main (has extras) }\n',
    );
  });

  it('takes a component, a package or a URI behind the options, and stops reading there', async () => {
    const heard: string[] = [];
    await boot('9', heard);
    expect((await run(`am start --es a b ${NAME}/.Main -W`)).stdout).toBe(
      'Starting: Intent { act=android.intent.action.MAIN cat=[android.intent.category.LAUNCHER] cmp=org.example.app/.Main (has extras) }\n',
    );
    expect(heard).toEqual(['start a,b']);
    await run(`am start ${OTHER}`);
    expect(framework.activities.front()?.package.package).toBe(OTHER);
  });

  it.each([
    ['am start', 'java.lang.IllegalArgumentException: No intent supplied', 255],
    ['am start -n', 'java.lang.IllegalArgumentException: Argument expected after "-n"', 255],
    ['am start -n nonsense', 'java.lang.IllegalArgumentException: Bad component name: nonsense', 255],
    [`am start --ei a b -n ${NAME}/.Main`, 'java.lang.NumberFormatException: For input string: "b"', 255],
    [
      `am start --ez a b -n ${NAME}/.Main`,
      'java.lang.IllegalArgumentException: Invalid boolean value: b',
      255,
    ],
    [`am start --user x -n ${NAME}/.Main`, 'java.lang.IllegalArgumentException: Bad user number: x', 255],
    [`am start --user all -n ${NAME}/.Main`, "Error: Can't start service with user 'all'", 1],
    [`am start -n ${NAME}/.Second`, 'java.lang.SecurityException: Permission Denial: starting Intent', 255],
    [`am start -D -n ${NAME}/.Main`, `java.lang.SecurityException: Process not debuggable: ${NAME}`, 255],
    [`am start --display 3 -n ${NAME}/.Main`, 'with launchDisplayId=3', 255],
    [
      `am start --user 10 -n ${NAME}/.Main`,
      `Error: Activity class {${NAME}/${NAME}.Main} does not exist.`,
      0,
    ],
    [`am start -R many -n ${NAME}/.Main`, 'java.lang.NumberFormatException: For input string: "many"', 255],
    ['am start -S -a no.such', 'Error: Intent does not match any activities: Intent { act=no.such }', 1],
  ])('%s is refused, and starts nothing', async (line, words, code) => {
    await boot();
    const ran = await run(line);
    expect([ran.stderr.includes(words), ran.code]).toEqual([true, code]);
    expect(running()).toBe(false);
  });

  it('lets root start what is not exported', async () => {
    await boot();
    expect((await run(`am start -n ${NAME}/.Second`, 0)).code).toBe(0);
    expect(framework.activities.front()?.activity).toBe(`${NAME}.Second`);
  });

  it.each([
    ['11', 0],
    ['16', 1],
  ])('of nothing exits on Android %s with %i', async (android, code) => {
    await boot(android);
    expect(await run('am start -n org.nowhere/.Main')).toEqual({
      code,
      stdout: 'Starting: Intent { cmp=org.nowhere/.Main }\n',
      stderr: 'Error type 3\nError: Activity class {org.nowhere/org.nowhere.Main} does not exist.\n',
    });
  });
});

describe('ending processes:', () => {
  it('kill spares what is more important than a service', async () => {
    await boot();
    await run(`am start -n ${NAME}/.Main`);
    await run(`am kill ${NAME}`);
    expect(running()).toBe(true);
    await home();
    await run(`am kill ${NAME}`);
    expect(running()).toBe(false);
  });

  it.each(['force-stop', 'kill', 'crash'])(
    '%s for another user leaves the owner’s app alone',
    async (verb) => {
      await boot();
      await run(`am start -n ${NAME}/.Main`);
      await home();
      expect((await run(`am ${verb} --user 999 ${NAME}`)).code).toBe(0);
      expect(running()).toBe(true);
      await run(`am ${verb} --user 0 ${NAME}`);
      expect(running()).toBe(false);
    },
  );

  it('kill-all ends what is cached, and nothing else', async () => {
    await boot();
    await run(`am start -n ${NAME}/.Main`);
    await run(`am start -n ${OTHER}/.Main`);
    await home();
    await run('am kill-all');
    expect([running(NAME), running(OTHER)]).toEqual([false, true]);
  });

  it('crash is an exception of the app, by name or pid', async () => {
    await boot();
    await run(`am start -n ${NAME}/.Main`);
    const pid = framework.activities.processOf(NAME)?.pid;
    expect(await run(`am crash ${pid}`)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(running()).toBe(false);
    expect(framework.logcat.lines().join('\n')).toContain('shell-induced crash');
  });

  it('force-stop leaves the package stopped until something of it is started', async () => {
    await boot();
    await run(`am start -n ${NAME}/.Main`);
    await run(`am force-stop ${NAME}`);
    const stopped = async (): Promise<boolean> =>
      (await run(`dumpsys package ${NAME}`)).stdout.includes(' stopped=true ');
    expect([running(), await stopped()]).toEqual([false, true]);
    await run(`am start -n ${NAME}/.Main`);
    expect(await stopped()).toBe(false);
  });

  it.each([
    ['11', 255],
    ['16', 0],
  ])('stop-app on Android %s exits with %i, and does not leave it stopped', async (android, code) => {
    await boot(android);
    await run(`am start -n ${NAME}/.Main`);
    expect((await run(`am stop-app ${NAME}`)).code).toBe(code);
    expect([running(), framework.packages.isStopped(NAME)]).toEqual([code !== 0, false]);
  });

  it('a task that is removed takes its process with it, unless something holds that', async () => {
    await boot();
    for (const name of [NAME, OTHER]) await run(`am start -n ${name}/.Main`);
    const other = framework.activities.processOf(OTHER);
    if (other === undefined) throw new Error('it does not run');
    framework.activities.states.hold(other, 'foreground-service');
    for (const name of [NAME, OTHER]) await framework.activities.removeTask({ package: name, userId: 0 });
    expect([running(NAME), running(OTHER)]).toEqual([false, true]);
    expect(framework.activities.states.of(other)).toMatchObject({ state: 'FGS', because: 'fg-service' });
  });
});

describe('what am says of processes:', () => {
  it.each([
    ['9', 'Unknown command: get-uid-state\n', 'Unknown command: get-uid-state\n'],
    ['10', '2 (TOP)\n', '21 (NONEXISTENT)\n'],
    ['14', '2 (TOP)\n', '20 (NONEXISTENT)\n'],
  ])('get-uid-state of Android %s', async (android, top, none) => {
    await boot(android);
    await run(`am start -n ${NAME}/.Main`);
    const uid = framework.packages.get(NAME)?.uid;
    expect((await run(`am get-uid-state ${uid}`)).stdout).toBe(top);
    expect((await run('am get-uid-state 99999')).stdout).toBe(none);
  });

  it('freeze and unfreeze work from 14 on, by name, and say which process it was', async () => {
    await boot('14');
    await run(`am start -n ${NAME}/.Main`);
    const process = framework.activities.processOf(NAME);
    expect((await run(`am freeze --sticky ${NAME}`)).stdout).toBe(
      `Freezing process ${NAME} (${process?.pid}) sticky=true\n`,
    );
    expect((await run('dumpsys activity cao')).stdout).toMatch(/Apps frozen: 1\n {4}\d+: \d+ \S+ \(sticky\)/);
    expect((await run(`am unfreeze ${process?.pid}`)).stdout).toContain('sticky=false');
    expect((await run('dumpsys activity cao')).stdout).toContain('Apps frozen: 0\n');
    expect(await run('am freeze org.nowhere')).toMatchObject({
      code: 255,
      stderr: 'Error: could not find process\n',
    });
    expect((await run(`am isfrozen ${NAME}`)).code).toBe(255);
  });

  it('send-trim-memory tells the app, and refuses to raise a level or to call what is in front hidden', async () => {
    const heard: string[] = [];
    await boot('9', heard);
    await run(`am start -n ${NAME}/.Main`);
    const refused = async (level: string): Promise<string> =>
      (await run(`am send-trim-memory ${NAME} ${level}`)).stderr;
    expect(await refused('RUNNING_LOW')).toBe('');
    expect(await refused('RUNNING_MODERATE')).toContain('Unable to set a higher trim level');
    expect(await refused('COMPLETE')).toContain('on a foreground process');
    expect(await refused('LOTS')).toBe('Error: Unknown level option: LOTS\n');
    await home();
    expect(await refused('COMPLETE')).toBe('');
    expect(heard).toEqual(['start ', 'trim 10', 'trim 20', 'trim 80']);
    expect((await run('dumpsys activity processes')).stdout).toMatch(/trm:80 \d+:org\.example\.app/);
    expect((await run('am send-trim-memory org.nowhere HIDDEN')).stderr).toContain(
      'Unknown process: org.nowhere',
    );
  });

  it('buckets of standby follow use, time and command', async () => {
    await boot('9');
    const bucket = async (): Promise<string> => (await run(`am get-standby-bucket ${NAME}`)).stdout;
    expect(await bucket()).toBe('50\n');
    await run(`am start -n ${NAME}/.Main`);
    expect(await bucket()).toBe('10\n');
    await home();
    framework.clockMs += 12 * 3_600_000;
    expect(await bucket()).toBe('20\n');
    framework.clockMs += 36 * 3_600_000;
    expect([await bucket(), (await run(`am get-inactive ${NAME}`)).stdout]).toEqual(['40\n', 'Idle=true\n']);
    await run(`am set-standby-bucket ${NAME} active`);
    expect(await bucket()).toBe('10\n');
    await run(`am set-inactive ${NAME} true`);
    expect(await bucket()).toBe('40\n');
    expect((await run(`am set-standby-bucket ${NAME} nonsense`)).stderr).toBe(
      'Error: Unknown bucket: nonsense\n',
    );
    expect((await run(`am get-standby-bucket org.example.home`)).stdout).toBe('5\n');
  });

  it('buckets are not there on 8.1', async () => {
    await boot('8.1');
    expect(await run(`am get-standby-bucket ${NAME}`)).toMatchObject({ code: 255 });
  });

  it.each([
    ['9', /^Stack id=\d+ bounds=\[0,0\]\[1080,2160\] displayId=0 userId=0$/m],
    ['14', /^RootTask id=\d+ bounds=\[0,0\]\[1080,2160\] displayId=0 userId=0$/m],
  ])('stack list names the tasks of Android %s', async (android, line) => {
    await boot(android);
    await run(`am start -n ${NAME}/.Main`);
    const { stdout } = await run('am stack list');
    expect(stdout).toMatch(line);
    expect(stdout).toMatch(
      /taskId=\d+: org\.example\.app\/\.Main .*topActivity=ComponentInfo\{org\.example\.app\//,
    );
  });
});

describe('services and broadcasts by am', () => {
  const HELPER = 'org.example.helper';

  async function bootHelper(android = '9'): Promise<string[]> {
    const heard: string[] = [];
    const helper = fakeApp(
      HELPER,
      () => ({
        onStart: () => undefined,
        onStartCommand(intent, service) {
          heard.push(`${service} ${intent?.extras.k}`);
          return 'sticky';
        },
        onReceive(intent, receiver) {
          heard.push(`${receiver} ${intent.action}`);
          return { code: -1, text: 'done' };
        },
      }),
      {
        targetSdk: 28,
        services: [
          { name: `${HELPER}.Open`, exported: true },
          { name: `${HELPER}.Closed`, exported: false },
        ],
        receivers: [{ name: `${HELPER}.Ears`, actions: ['x.PING'], exported: true }],
      },
    );
    framework = await fakeFramework([fakeHome, helper], androidNamed(android));
    await framework.activities.key(3);
    framework.packages.setStopped(HELPER, false);
    return heard;
  }

  it('reach the app by its component, with extras, and tell the result', async () => {
    const heard = await bootHelper();
    await run(`am start -n ${HELPER}/.Main`);
    expect(await run(`am startservice -n ${HELPER}/.Open --es k v`)).toEqual({
      code: 0,
      stdout: 'Starting service: Intent { cmp=org.example.helper/.Open (has extras) }\n',
      stderr: '',
    });
    expect((await run(`am broadcast -a x.PING -n ${HELPER}/.Ears`)).stdout).toBe(
      'Broadcasting: Intent { act=x.PING flg=0x400000 cmp=org.example.helper/.Ears }\nBroadcast completed: result=-1, data="done"\n',
    );
    expect(heard).toEqual([`${HELPER}.Open v`, `${HELPER}.Ears x.PING`]);
    expect((await run(`dumpsys activity services ${HELPER}`)).stdout).toMatch(
      /\* ServiceRecord\{[0-9a-f]+ u0 org\.example\.helper\/\.Open\}\n[\s\S]*startRequested=true .* lastStartId=1$/m,
    );
    expect((await run(`am stopservice -n ${HELPER}/.Open`)).stderr).toBe('Service stopped\n');
    expect((await run(`am stopservice -n ${HELPER}/.Open`)).stderr).toBe(
      'Service not stopped: was not running.\n',
    );
    expect((await run(`dumpsys activity services ${HELPER}`)).stdout).toContain('(nothing)');
  });

  it('are refused in the words of the activity manager', async () => {
    await bootHelper('14');
    const closed = await run(`am startservice -n ${HELPER}/.Closed`);
    expect([closed.code, closed.stderr]).toEqual([
      255,
      expect.stringContaining(
        "Exception occurred while executing 'startservice':\njava.lang.SecurityException: ",
      ),
    ]);
    expect((await run(`am startservice -n ${HELPER}/.None`)).stderr).toBe(
      'Error: Not found; no service started.\n',
    );
    expect((await run(`am startservice -n ${HELPER}/.Open`)).stderr).toMatch(
      /^Error: app is in background uid /,
    );
    expect((await run('am broadcast -a android.intent.action.BOOT_COMPLETED')).stderr).toContain(
      'java.lang.SecurityException: Permission Denial: not allowed to send broadcast',
    );
  });
});

describe('dumpsys activity top', () => {
  it.each([
    [
      '9',
      /^TASK org\.example\.app id=\d+ userId=0\n {2}ACTIVITY org\.example\.app\/\.Main [0-9a-f]+ pid=\d+$/m,
    ],
    ['11', /^TASK 10001:org\.example\.app id=\d+ userId=0\n {2}ACTIVITY org\.example\.app\/\.Main /m],
  ])('names the activities of Android %s, or those of one app', async (android, line) => {
    await boot(android);
    await run(`am start -n ${NAME}/.Main`);
    expect((await run('dumpsys activity top')).stdout).toMatch(line);
    const own = (await run(`dumpsys activity ${NAME}`)).stdout;
    expect(own).toMatch(line);
    expect(own).not.toContain('org.example.home');
  });
});

describe('am get-started-user-state', () => {
  it('tells of who runs and of who was never started, and so never unlocked what he keeps', async () => {
    await boot();
    await run('pm create-user Work');
    expect((await run('am get-started-user-state 0')).stdout).toBe('RUNNING_UNLOCKED\n');
    expect((await run('am get-started-user-state 10')).stdout).toBe('User is not started: 10\n');
    expect((await run('am get-started-user-state 11')).stdout).toBe('User is not started: 11\n');
  });
});

describe('cmd activity', () => {
  it('is what am is, but for instrumentation', async () => {
    await boot();
    await run(`cmd activity start -n ${NAME}/.Main`);
    expect(running()).toBe(true);
    expect(await run('cmd activity instrument x/y')).toMatchObject({
      code: 255,
      stdout: "Error: must be invoked through 'am instrument'.\n",
    });
  });

  it.each(['am monitor', 'am hang', 'am nonsense'])('%s is no command here', async (line) => {
    await boot();
    expect(await run(line)).toMatchObject({ code: 255, stdout: `Unknown command: ${line.slice(3)}\n` });
  });
});

describe('device_config', () => {
  it('keeps flags by namespace from 10 on', async () => {
    await boot('14');
    expect((await run('device_config get a b')).stdout).toBe('null\n');
    expect(await run('device_config put a b c')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await run('cmd device_config get a b')).stdout).toBe('c\n');
    expect((await run('device_config list a')).stdout).toBe('b=c\n');
    expect((await run('device_config delete a b')).stdout).toBe('Successfully deleted b from a\n');
    expect((await run('device_config delete a b')).stdout).toBe('Failed to delete b from a\n');
    expect((await run('device_config reset x')).code).toBe(255);
    expect((await run('device_config put a b')).stderr).toBe('Bad arguments\n');
  });

  it('is not there on 9', async () => {
    await boot('9');
    expect(await run('device_config get a b')).toMatchObject({ code: 127 });
    expect(await run('cmd device_config get a b')).toMatchObject({ code: 20 });
  });
});
