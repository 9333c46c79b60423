import { afterEach, describe, expect, it } from 'vitest';
import type { App, AppProcess } from '../../app-parts.ts';
import type { View } from '../../screen-parts.ts';
import { androidNamed } from '../android-version.ts';
import { settle } from '../components/jobs-app.fake.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../framework.fake.ts';
import { installClone } from './clone-user.ts';

const NAME = 'org.example.app';
const READ = 'android.permission.READ_EXTERNAL_STORAGE';
const [OWNER, CLONE] = [10_001, 99_910_001];

let framework: FakeFramework;
/** By uid. */
let started: Map<number, AppProcess>;
let heard: string[];
afterEach(() => framework.dispose());

function app(manifest: Partial<App['manifest']> = {}): App {
  return fakeApp(
    NAME,
    (process) => {
      started.set(process.uid, process);
      return {
        onStart() {
          process.show(fakeScreen(NAME, 'Main'));
          heard.push(`start ${process.uid}`);
        },
        onStartCommand: () => void heard.push(`service ${process.uid}`) as undefined,
        onReceive: () => void heard.push(`receive ${process.uid}`) as undefined,
        onStartJob: ({ id }) => void heard.push(`job ${id} ${process.uid}`) as undefined,
      };
    },
    {
      services: [
        { name: `${NAME}.Job`, jobs: true },
        { name: `${NAME}.Service`, exported: true },
      ],
      receivers: [{ name: `${NAME}.Receiver`, actions: ['org.example.HELLO'], exported: true }],
      ...manifest,
    },
  );
}

async function phone(android = '9'): Promise<void> {
  started = new Map();
  heard = [];
  framework = await fakeFramework([fakeHome, app()], androidNamed(android));
  await installClone(framework, NAME, { rom: 'miui', api: androidNamed(android).api });
}

const run = (line: string, uid = 2000) => framework.run(line.split(' '), uid);
const say = async (line: string): Promise<string> => (await run(line)).stdout;
const uids = (): readonly number[] =>
  framework.activities
    .processes()
    .map((one) => one.package.uid)
    .filter((uid) => uid !== 10_000);

function running(uid: number): AppProcess {
  const process = started.get(uid);
  if (process === undefined) throw new Error(`${uid} did not start`);
  return process;
}

async function startBoth(): Promise<void> {
  await run(`am start -n ${NAME}/.Main`);
  await run(`am start --user 999 -n ${NAME}/.Main`);
}

describe('an app that is there twice', () => {
  it('runs for each user as a process of its own, and the second lies over the first', async () => {
    await phone();
    await startBoth();
    expect([uids(), heard]).toEqual([
      [OWNER, CLONE],
      [`start ${OWNER}`, `start ${CLONE}`],
    ]);
    expect(framework.activities.front()?.package.uid).toBe(CLONE);
    expect(await say('ps -A -o USER,NAME')).toMatch(
      /^u0_a1 +org\.example\.app\nu999_a1 +org\.example\.app$/m,
    );
    expect(await say('dumpsys activity activities')).toContain(`u999 ${NAME}/.Main`);
    expect(await say('dumpsys activity processes')).toMatch(
      /user #999 uid=99910001 .*\n.*data=\/data\/user\/999\/org\.example\.app/,
    );
    await framework.activities.key(4);
    expect(framework.activities.front()?.package.uid).toBe(OWNER);
  });

  it.each([
    [`am force-stop --user 999 ${NAME}`, [OWNER]],
    [`am force-stop --user 0 ${NAME}`, [CLONE]],
    [`am force-stop ${NAME}`, []],
    [`pm clear --user 999 ${NAME}`, [OWNER]],
    [`am force-stop --user 77 ${NAME}`, [OWNER, CLONE]],
    [`am crash --user 999 ${NAME}`, [OWNER]],
    [`pm uninstall --user 999 ${NAME}`, [OWNER]],
    [`pm revoke --user 999 ${NAME} ${READ}`, [OWNER]],
  ])('is left by %s with the processes of %j', async (line, left) => {
    await phone();
    await startBoth();
    await run(line);
    expect(uids()).toEqual(left);
  });

  it('has permissions and operations by user', async () => {
    await phone();
    await run(`pm revoke --user 999 ${NAME} ${READ}`);
    await run(`cmd appops set --user 999 ${NAME} CAMERA ignore`);
    await startBoth();
    expect([OWNER, CLONE].map((uid) => running(uid).checkPermission(READ))).toEqual([true, false]);
    expect(await say(`cmd appops get ${NAME} CAMERA`)).toContain('No operations.');
    expect(await say(`cmd appops get --user 999 ${NAME} CAMERA`)).toContain('CAMERA: ignore');
    expect(await say('cmd appops get u999a1 CAMERA')).toBe('No operations.\n');
    expect(await say('dumpsys appops')).toMatch(/^ {2}Uid u999a1:$/m);
    await expect(running(OWNER).queryImages()).resolves.toEqual([]);
    await expect(running(CLONE).queryImages()).rejects.toThrow('uid=99910001 requires');
    expect(await say(`dumpsys package ${NAME}`)).toMatch(
      new RegExp(`User 0: .*[^]*${READ}: granted=true[^]*User 999: .*[^]*${READ}: granted=false`),
    );
  });

  it('has services, receivers and jobs by user', async () => {
    await phone();
    await startBoth();
    heard.length = 0;
    await run(`am startservice --user 999 -n ${NAME}/.Service`);
    await run(`am broadcast --user 999 -n ${NAME}/.Receiver`);
    await run(`am broadcast -n ${NAME}/.Receiver`);
    await run(`am broadcast --user all -n ${NAME}/.Receiver`);
    expect(heard).toEqual([
      `service ${CLONE}`,
      ...[CLONE, OWNER, OWNER, CLONE].map((uid) => `receive ${uid}`),
    ]);
    heard.length = 0;
    running(CLONE).scheduleJob({ id: 7, service: `${NAME}.Job`, charging: true, delayMs: 60_000 });
    expect([OWNER, CLONE].map((uid) => running(uid).pendingJobs())).toEqual([[], [7]]);
    expect((await run(`cmd jobscheduler run ${NAME} 7`)).stderr).toContain('Could not find job 7');
    expect(await say(`cmd jobscheduler run -u 999 ${NAME} 7`)).toBe('Running job\n');
    await settle();
    expect(heard).toEqual([`job 7 ${CLONE}`]);
  });

  it('is what is opened again when it has crashed', async () => {
    await phone();
    await startBoth();
    const [, clone] = framework.activities.processes().filter(({ package: known }) => known.package === NAME);
    if (clone === undefined) throw new Error('the clone does not run');
    await framework.activities.control.crash(clone, 'boom');
    const { bounds } = viewOf('android:id/aerr_restart');
    await framework.display.tap((bounds.left + bounds.right) / 2, (bounds.top + bounds.bottom) / 2);
    expect([uids(), framework.activities.front()?.package.uid]).toEqual([[OWNER, CLONE], CLONE]);
  });

  it('stays with the clone when it is updated, and no other app comes to it', async () => {
    await phone();
    await framework.packages.installApp(app({ versionCode: 2 }));
    await framework.packages.installApp(fakeApp('org.example.other', () => ({ onStart: () => undefined })));
    expect(await say('pm list packages --user 999 -3 --show-versioncode')).toBe(
      `package:${NAME} versionCode:2\n`,
    );
  });

  it('has a state by its uid', async () => {
    await phone('11');
    await startBoth();
    expect(await say(`am get-uid-state ${CLONE}`)).toBe('2 (TOP)\n');
    expect(await say(`am get-uid-state ${OWNER}`)).not.toContain('TOP');
  });

  it('has a volume of its own from Android 11 on', async () => {
    await phone('11');
    expect(await say('sm list-volumes emulated')).toBe(
      'emulated;0 mounted null\nemulated;999 mounted null\n',
    );
  });

  it('has its second icon on the home screen, which starts the second copy', async () => {
    await phone();
    await framework.activities.key(3);
    const component = { package: NAME, activity: `${NAME}.Main` };
    const home = await homeProcess();
    expect([home.profiles(), home.launcherIcon(component, 999)]).toEqual([[999], 'normal']);
    expect(home.launcherIcon({ package: 'org.example.home', activity: 'org.example.home.Main' }, 999)).toBe(
      undefined,
    );
    await home.startMainActivity(component, 999);
    expect(uids()).toEqual([CLONE]);
    await expect(home.startMainActivity(component, 77)).rejects.toThrow('unrelated profile 77');
  });
});

/** A view of what has the focus. */
function viewOf(id: string): View {
  const pending = [framework.display.focused().screen.root];
  for (let view = pending.shift(); view !== undefined; view = pending.shift()) {
    if (view.resourceId === id) return view;
    pending.push(...(view.children ?? []));
  }
  throw new Error(`nothing is ${id}`);
}

/** The home screen of the fake phone keeps its process to itself. */
async function homeProcess(): Promise<AppProcess> {
  let home: AppProcess | undefined;
  const remember = fakeApp(
    'org.example.home',
    (process) => {
      home = process;
      return { onStart: () => process.show(fakeScreen('org.example.home', 'Main')) };
    },
    { system: true },
  );
  await framework.packages.installApp(remember);
  await framework.activities.forceStop('org.example.home');
  await framework.activities.key(3);
  if (home === undefined) throw new Error('there is no home screen');
  return home;
}

describe('a user who is not there', () => {
  it.each([
    [
      `am start --user 77 -n ${NAME}/.Main`,
      `Error: Activity class {${NAME}/${NAME}.Main} does not exist.`,
      0,
    ],
    [`am startservice --user 77 -n ${NAME}/.Service`, 'Error: Not found; no service started.', 255],
    [
      'content query --user 77 --uri content://media/external/images/media',
      'Could not find provider: media',
      0,
    ],
    ['settings --user 77 get secure android_id', 'Invalid user: 77', 255],
    ['settings --user x get secure android_id', 'Bad user number: x', 255],
    [`cmd appops get --user 77 ${NAME}`, `Error: No UID for ${NAME} in user 77`, 255],
    [`cmd appops get --user x ${NAME}`, 'Bad user number: x', 255],
    [`pm grant --user x ${NAME} ${READ}`, 'Bad user number: x', 255],
  ])('is refused by %s', async (line, words, code) => {
    await phone();
    const ran = await run(line);
    expect([ran.stderr.includes(words), ran.code]).toEqual([true, code]);
  });

  it('changes nothing in permissions, which only the log tells', async () => {
    await phone();
    expect(await run(`pm revoke --user 77 ${NAME} ${READ}`)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(framework.packages.get(NAME)?.granted.has(READ)).toBe(true);
    expect(await say('logcat -d')).toContain('No such user:77');
  });

  it('has no apps and hears no broadcast, which only the log tells', async () => {
    await phone();
    expect(await run('pm list packages --user 77')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await say('am broadcast --user 77 -a org.example.HELLO')).toContain(
      'Broadcast completed: result=0',
    );
    expect(await say('logcat -d')).toContain(
      'Skipping broadcast of Intent { act=org.example.HELLO }: user 77 and its parent (if any) are stopped',
    );
    expect(heard).toEqual([]);
  });

  it('shows no activities either while he runs nothing', async () => {
    await phone();
    await run('pm create-user somebody');
    await run(`pm install-existing --user 10 ${NAME}`);
    const ran = await run(`am start --user 10 -n ${NAME}/.Main`);
    expect(ran.stderr).toContain('Error: Not allowed to start background user activity');
    expect(uids()).toEqual([]);
  });
});

describe('settings of a user', () => {
  it('are his own but for the global ones', async () => {
    await phone('11');
    await run('settings --user 999 put secure mine 1');
    await run('settings --user 999 put global ours 2');
    expect(await say('settings get secure mine')).toBe('null\n');
    expect(await say('settings --user 999 get secure mine')).toBe('1\n');
    expect(await say('settings --user current get global ours')).toBe('2\n');
    expect(await say('settings --user 999 list secure')).toContain('mine=1\n');
    const ids = [
      await say('settings get secure android_id'),
      await say('settings --user 999 get secure android_id'),
    ];
    expect(new Set(ids).size).toBe(2);
    expect(await say('content query --user 999 --uri content://settings/secure/mine')).toContain('value=1');
  });

  it('are not listed and deleted with --user up to 9', async () => {
    await phone('9');
    expect((await run('settings --user 999 list secure')).stderr).toBe(
      '--user not supported for delete and list.\n',
    );
  });
});
