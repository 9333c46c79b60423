import { describe, expect, it } from 'vitest';
import { readProbe } from './phone-storage.ts';
import { reachOf, watchRoots } from './watch-roots.ts';

const NAME = 'com.jd.jrapp';
const ALONE = 'Users:\n\tUserInfo{0:Owner:13} running';
const TWO = 'Users:\n\tUserInfo{0:机主:13} running\n\tUserInfo{999:XSpace:800010} running';
const CLOSED = 'ls: /storage/emulated/999/: Permission denied';
const LOWER_CLOSED = 'ls: /data/media/999/: Permission denied';

function probe(answers: Readonly<Record<string, string>>, root = false) {
  const text = Object.entries(answers).map(([question, answer]) => `\nM ${question}\n${answer}\n`);
  return readProbe(text.join(''), { mark: 'M', packageName: NAME, root });
}

function twoUsers(differs: Readonly<Record<string, string>>, root = false) {
  const answers = {
    'package 0': `package:${NAME}`,
    'package 999': `package:${NAME}`,
    'lower 999': LOWER_CLOSED,
  };
  return probe({ users: TWO, ...answers, ...differs }, root);
}

describe('where a phone keeps files', () => {
  it('is the owner’s storage on a phone without anything else', () => {
    expect(probe({ users: ALONE, 'package 0': `package:${NAME}` })).toMatchObject({
      users: [{ id: 0, name: 'Owner', shared: '/storage/emulated/0' }],
      volumes: [],
      adopted: [],
      unknown: [],
    });
  });

  it('is a clone’s storage too', () => {
    expect(twoUsers({}).users.map(({ id, shared }) => [id, shared])).toEqual([
      [0, '/storage/emulated/0'],
      [999, '/storage/emulated/999'],
    ]);
  });

  it('is closed, with the user’s name, where the shell may not list it', () => {
    expect(twoUsers({ 'shared 999': CLOSED }).users[1]?.closed).toBe(`user 999 (XSpace): ${CLOSED}`);
  });

  it('is looked at from below with root', () => {
    expect(twoUsers({ 'shared 999': CLOSED, 'lower 999': '' }, true).users[1]).toMatchObject({
      shared: '/data/media/999',
    });
    expect(twoUsers({ 'shared 999': CLOSED }, true).users[1]?.closed).toContain(CLOSED);
  });

  it.each([
    ['RUNNING_LOCKED', true],
    ['User is not started: 999', true],
    ['RUNNING_UNLOCKED', false],
    ['Unknown command: get-started-user-state', false],
  ])('is closed, also to root, to whom the phone says %j: %s', (state, closed) => {
    const probed = twoUsers({ 'state 999': state, 'lower 999': '' }, true);
    const closedRoots = watchRoots(NAME, probed).filter(({ closed: why }) => why !== undefined);
    expect(closedRoots.map(({ path }) => path)).toEqual(
      closed
        ? [
            '/storage/emulated/999',
            ...['data', 'media', 'obb'].map((part) => `/storage/emulated/999/Android/${part}/${NAME}`),
            `/data/user/999/${NAME}`,
          ]
        : [],
    );
    for (const { closed: why } of closedRoots) expect(why).toBe(`user 999 (XSpace): not unlocked (${state})`);
  });

  it('is not that of a user who does not have the app', () => {
    const { users, without } = twoUsers({ 'package 999': '' });
    expect([users.length, without]).toEqual([1, ['user 999 (XSpace)']]);
  });

  it.each([
    'Error: java.lang.SecurityException: Shell does not have permission to access user 999',
    'Exception occurred while executing',
  ])('is that of a user of whom the phone says %j', (said) => {
    expect(twoUsers({ 'package 999': said }).users).toHaveLength(2);
  });

  it('is not known in full when the users are not said', () => {
    expect(probe({ users: "cmd: Can't find service: user" })).toMatchObject({
      users: [{ id: 0 }],
      unknown: ["users: cmd: Can't find service: user"],
    });
  });

  it.each([
    ['a card', 'public:179,1 mounted 1A2B-3C4D', '', ['/storage/1A2B-3C4D'], []],
    ['a card that `sm` does not say', '', '1A2B-3C4D\nemulated\nself', ['/storage/1A2B-3C4D'], []],
    ['a card that is not mounted', 'public:179,1 unmounted 1A2B-3C4D', 'emulated', [], []],
    ['no card', 'private mounted null\nemulated mounted null', 'emulated\nself', [], []],
    ['an adopted card', 'private:179,3 mounted aa-bb', '', [], ['/mnt/expand/aa-bb']],
    ['a hostile name', 'public:1 mounted ../../data', '', [], []],
  ])('is %s', (_, said, storage, volumes, adopted) => {
    expect(probe({ users: ALONE, volumes: said, storage })).toMatchObject({ volumes, adopted });
  });
});

describe('what is watched', () => {
  it('is each user’s shared, external and internal storage', () => {
    expect(
      watchRoots(NAME, twoUsers({}))
        .filter(({ user }) => user === 999)
        .map(({ path }) => path),
    ).toEqual([
      '/storage/emulated/999',
      `/storage/emulated/999/Android/data/${NAME}`,
      `/storage/emulated/999/Android/media/${NAME}`,
      `/storage/emulated/999/Android/obb/${NAME}`,
      `/data/user/999/${NAME}`,
      `/data/user_de/999/${NAME}`,
    ]);
  });

  it('is a card as shared storage is, and the app’s home on an adopted one', () => {
    const volumes = 'public:1 mounted 1A2B-3C4D\nprivate:2 mounted aa';
    const paths = watchRoots(NAME, probe({ users: ALONE, volumes })).map(({ path }) => path);
    expect(paths).toContain(`/storage/1A2B-3C4D/Android/data/${NAME}`);
    expect(paths).toContain(`/mnt/expand/aa/user/0/${NAME}`);
  });

  it.each([
    ['a debuggable app', 'uid=10234(u0_a234) gid=10234(u0_a234)', ['run-as', NAME]],
    ['an app that is not debuggable', `run-as: package not debuggable: ${NAME}`, undefined],
  ])('is read by run-as for %s', (_, said, runAs) => {
    const roots = watchRoots(NAME, probe({ users: ALONE, 'run-as 0': said }));
    expect(roots.find(({ path }) => path === `/data/data/${NAME}`)?.runAs).toEqual(runAs);
    expect(roots[0]?.runAs).toBeUndefined();
  });

  it('is not read by run-as where there is root', () => {
    const roots = watchRoots(NAME, probe({ users: ALONE, 'run-as 0': 'uid=10234(u0_a234)' }, true));
    expect(roots.filter(({ runAs }) => runAs !== undefined)).toEqual([]);
  });
});

describe('the reach of a path', () => {
  const [shared] = watchRoots(NAME, probe({ users: ALONE }));
  if (shared === undefined) throw new Error('no roots');

  it.each([
    ['/storage/emulated/0/DCIM/x.jpg', 'shared-storage'],
    ['/storage/emulated/0/Android/data/com.jd.jrapp/cache/1', 'app-external-storage'],
    ['/storage/emulated/0/Android/media/com.jd.jrapp/1', 'app-external-storage'],
    ['/storage/emulated/0/Android/data/com.jd.jrapp2/cache/1', 'shared-storage'],
  ])('%s is %s', (path, reach) => {
    expect(reachOf(path, shared, NAME)).toBe(reach);
  });
});
