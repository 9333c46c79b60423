import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWatchedHandset, TARGET, type Watched, type WatchedHandset } from '../bench/watched-handset.ts';
import type { Adb } from '../helpers/device/adb.ts';
import { readInstalledPackage } from '../helpers/device/installed-package.ts';
import { rebootPhone } from '../helpers/device/reboot.ts';
import { hasStartedSinceBoot } from '../helpers/device/started-since-boot.ts';
import { checkMomentControls, plantMomentControls } from '../helpers/device/storage/moment-controls.ts';
import {
  checkStorageControls,
  plantStorageControls,
  storageControls,
} from '../helpers/device/storage/storage-controls.ts';
import { waitFor } from '../helpers/device/wait.ts';
import type { Artifact } from '../helpers/model/artifact.ts';
import type { TimelineEvent } from '../helpers/model/timeline.ts';
import { CLEAN } from '../helpers/verdicts/clean-run.fake.ts';
import { judge } from '../helpers/verdicts/judge.ts';

const PORT = 5985;
const DOWNLOAD = '/storage/emulated/0/Download';
const CACHE = `/storage/emulated/0/Android/data/${TARGET}/cache`;
const INTERNAL = `/data/data/${TARGET}`;

function contents({ objects }: Watched, artifacts: readonly Artifact[]): Readonly<Record<string, string>> {
  const entries = artifacts.flatMap(({ path, content }) =>
    content.kind === 'stored'
      ? [[path, objects.get(content.sha256)?.toString('latin1') ?? '?'] as const]
      : [],
  );
  return Object.fromEntries(entries);
}

const words = (artifacts: readonly Artifact[]): readonly string[] =>
  artifacts
    .map(
      ({ event, path, renamedFrom }) =>
        `${event} ${path.split('/').at(-1)}${renamedFrom === undefined ? '' : ` from ${renamedFrom.split('/').at(-1)}`}`,
    )
    .sort();

const gaps = (timeline: readonly TimelineEvent[]): readonly string[] =>
  timeline.flatMap((event) =>
    event.kind === 'gap' ? [`${event.gap.code} ${event.gap.channel}: ${event.gap.because}`] : [],
  );

const controls = (timeline: readonly TimelineEvent[]) =>
  timeline.flatMap((event) => (event.kind === 'control' ? [event] : []));

async function control(handset: WatchedHandset, watched: Watched, nonce: string): Promise<void> {
  const parts = { adb: handset.adb, superuser: handset.superuser, sink: watched.sink };
  const planted = await plantStorageControls(parts, storageControls(await watched.watcher.roots(), nonce));
  const moments = await plantMomentControls(parts, planted);
  const pass = await watched.watcher.pass();
  checkMomentControls(parts, moments, pass);
  await checkStorageControls(parts, planted, pass);
}

/** Takes away what the watcher is told of the app's external directory: by its listing, or by inotifyd. */
function blinded(adb: Adb, to: 'listings' | 'moments'): Adb {
  const hide = (bytes: Uint8Array): Buffer =>
    Buffer.from(
      Buffer.from(bytes).toString('latin1').replaceAll(`Android/data/${TARGET}/`, 'Android/data/none/'),
      'latin1',
    );
  return {
    ...adb,
    bytes: async (...words) =>
      to === 'listings' ? hide(await adb.bytes(...words)) : await adb.bytes(...words),
    start: (line, onOutput) =>
      adb.start(line, to === 'moments' ? (chunk) => onOutput(hide(chunk)) : onOutput),
  };
}

describe.each(['9', '14'])('watching storage on Android %s', (android) => {
  let handset: WatchedHandset;

  beforeAll(async () => {
    handset = await startWatchedHandset([`--android=${android}`, `--clone=${TARGET}`], PORT);
  });

  afterAll(async () => {
    await handset?.stop();
  });

  const open: Watched[] = [];

  afterEach(async () => {
    for (const { watcher } of open.splice(0)) await watcher.close();
    const places = [DOWNLOAD, `/storage/emulated/0/Android/data/${TARGET}`, `${INTERNAL}/files`];
    await handset.adb.shell(handset.superuser.wrap(`rm -rf ${places.map((one) => `${one}/*`).join(' ')}`));
  });

  async function opened(...differs: Parameters<WatchedHandset['watch']>): Promise<Watched> {
    const watched = handset.watch(...differs);
    open.push(watched);
    await watched.watcher.pass();
    return watched;
  }

  it('pulls files of any name with all their bytes, and says what became of them', async () => {
    const watched = await opened();
    await handset.adb.shell(
      [
        `cd ${DOWNLOAD}; printf 1 > 'new\nline'; printf 2 > "it's"; printf 3 > ./-dash; printf 4 > 截屏.png`,
        `printf 5 > $'bad\\377'; printf 'a\\0b\\n\\n' > nul; : > empty; printf 6 > x.tmp; printf 7 > dated`,
      ].join('\n'),
    );
    expect(contents(watched, await watched.watcher.pass())).toEqual({
      [`${DOWNLOAD}/new\nline`]: '1',
      [`${DOWNLOAD}/it's`]: '2',
      [`${DOWNLOAD}/-dash`]: '3',
      [`${DOWNLOAD}/截屏.png`]: '4',
      [`${DOWNLOAD}/bad\\xff`]: '5',
      [`${DOWNLOAD}/nul`]: 'a\0b\n\n',
      [`${DOWNLOAD}/empty`]: '',
      [`${DOWNLOAD}/x.tmp`]: '6',
      [`${DOWNLOAD}/dated`]: '7',
    });
    await handset.adb.shell(
      `cd ${DOWNLOAD}; mv x.tmp x; t=$(stat -c %y dated); printf 8 > dated; touch -d "\${t%%.*}" dated; chmod 600 nul; rm empty`,
    );
    expect(words(await watched.watcher.pass())).toEqual([
      'changed dated',
      'created x from x.tmp',
      'removed empty',
      'removed x.tmp',
    ]);
    await handset.adb.shell(`rm -f ${DOWNLOAD}/./*`);
  });

  it('takes six round trips at the most with thousands of new files, and one when nothing is new', async () => {
    const make = (names: string): string =>
      `mkdir -p ${DOWNLOAD}/${names}; cd ${DOWNLOAD}/${names}; i=0; while [ $i -lt 2000 ]; do echo $i > $i; i=$((i + 1)); done`;
    await handset.adb.shell(make('old'));
    const watched = await opened();
    const unchanged = handset.commands.length;
    expect(await watched.watcher.pass()).toEqual([]);
    expect(handset.commands.length - unchanged).toBe(1);
    await handset.adb.shell(make('new'));
    const before = handset.commands.length;
    expect((await watched.watcher.pass()).filter(({ event }) => event === 'created')).toHaveLength(2000);
    expect(handset.commands.length - before).toBeLessThanOrEqual(6);
  });

  it('finds its controls for the owner and for the clone, those of a moment too, and leaves nothing behind', async () => {
    const everything = async (): Promise<string> =>
      await handset.adb.shell(
        handset.superuser.wrap('find /sdcard/ /storage/emulated/ /data/local/tmp /data/user/ | sort'),
      );
    const before = await everything();
    const watched = await opened();
    await control(handset, watched, 'a');
    const names = controls(watched.timeline).map((event) => event.control);
    expect(names.filter(({ found }) => !found)).toEqual([]);
    expect(names.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'a file planted in app-internal-storage of user 999',
        'a file planted in app-external-storage of user 999',
        'a file planted in shared-storage of user 999',
        'a file that was there for 0.5 s in app-internal-storage',
        'a file that was there for 0.5 s in app-external-storage of user 999',
      ]),
    );
    await watched.watcher.close();
    expect(gaps(watched.timeline)).toEqual([]);
    expect(await everything()).toBe(before);
  });

  it.each(['listings', 'moments'] as const)(
    'that is blind to the app’s external directory in %s misses a control, and upholds no claim',
    async (to) => {
      const watched = await opened({ adb: blinded(handset.adb, to) });
      await control(handset, watched, `blind-${to}`);
      await watched.watcher.close();
      const missed = controls(watched.timeline).filter((event) => !event.control.found);
      expect(new Set(missed.map((event) => event.control.channel))).toEqual(
        new Set(['app-external-storage']),
      );
      const verdictWith = (added: readonly TimelineEvent[]): string | undefined =>
        judge({ ...CLEAN, timeline: [...CLEAN.timeline, ...added] }).claims.find(
          ({ claim }) => claim === 'cleared-on-exit',
        )?.verdict.kind;
      expect([verdictWith([]), verdictWith(missed)]).toEqual(['upheld', 'inconclusive']);
    },
  );

  it('catches what is there for 200 ms, also in directories that were not there before', async () => {
    const watched = await opened();
    const asRoot = async (line: string): Promise<string> =>
      await handset.adb.shell(handset.superuser.wrap(line));
    await asRoot(`mkdir -p ${CACHE}/new/deep ${INTERNAL}/files`);
    const isWatched = async (): Promise<true | undefined> =>
      /inotifyd.*new\/deep/.test(await asRoot('ps -A -o ARGS')) ? true : undefined;
    expect(await waitFor(isWatched, { timeoutMs: 20_000, everyMs: 100 })).toBe(true);
    await asRoot(
      `echo copy > ${CACHE}/new/deep/x; echo copy2 > ${INTERNAL}/files/y; sleep 0.2; rm -r ${CACHE} ${INTERNAL}/files/y`,
    );
    const artifacts = await watched.watcher.pass();
    expect(contents(watched, artifacts)).toEqual({
      [`${CACHE}/new/deep/x`]: 'copy\n',
      [`${INTERNAL}/files/y`]: 'copy2\n',
    });
    expect(words(artifacts)).toEqual(['caught x', 'caught y', 'removed x', 'removed y']);
  });

  it('takes its copies away when it ends while files still come', async () => {
    const watched = await opened();
    const writing = handset.adb.shell(
      `i=0; while [ $i -lt 600 ]; do echo $i > ${DOWNLOAD}/$i; i=$((i + 1)); done`,
    );
    await handset.adb.shell(`while [ ! -e ${DOWNLOAD}/100 ]; do sleep 0.02; done`);
    await watched.watcher.close();
    expect((await handset.adb.shell('ls -A /data/local/tmp')).trim()).toBe('');
    await writing;
  });

  it('notes a file that was too quick for it', async () => {
    const watched = await opened();
    await handset.adb.shell(
      `i=0; while [ $i -lt 30 ]; do echo $i > ${DOWNLOAD}/quick; rm ${DOWNLOAD}/quick; i=$((i + 1)); done`,
    );
    await watched.watcher.pass();
    await watched.watcher.close();
    const seen = watched.timeline.flatMap((event) => (event.kind === 'file-event' ? [event.event] : []));
    expect(seen.filter(({ path, what }) => path === `${DOWNLOAD}/quick` && what === 'created')).toHaveLength(
      30,
    );
  });

  it('says when inotifyd was killed, goes on listing, and watches again', async () => {
    const watched = await opened();
    await handset.adb.shell(handset.superuser.wrap('kill -9 $(pidof inotifyd)'));
    await handset.adb.shell(`echo 1 > ${DOWNLOAD}/still`);
    expect(words(await watched.watcher.pass())).toEqual(['created still']);
    expect(gaps(watched.timeline)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^moments-unwatched shared-storage: .*inotifyd ended: 137/),
      ]),
    );
    const before = gaps(watched.timeline).length;
    await handset.adb.shell(`rm ${DOWNLOAD}/still`);
    await watched.watcher.pass();
    expect(gaps(watched.timeline)).toHaveLength(before);
  });

  it('says when its connection was cut, watches again, and has nothing running in the end', async () => {
    const watched = await opened();
    await handset.reconnect();
    await watched.watcher.pass();
    expect(gaps(watched.timeline).length).toBeGreaterThanOrEqual(3);
    const before = gaps(watched.timeline).length;
    await watched.watcher.pass();
    expect(gaps(watched.timeline)).toHaveLength(before);
    await watched.watcher.close();
    expect((await handset.adb.attempt('pidof inotifyd')).stdout).toBe('');
    expect((await handset.adb.shell('ls -A /data/local/tmp')).trim()).toBe('');
  });

  it('watches on after a restart, and says nothing of it where the app cannot have run meanwhile', async () => {
    for (const [expected, before] of [
      ['did not run', 0],
      ['may have run', 3],
    ] as const) {
      const watched = await opened();
      await rebootPhone(handset.adb);
      if (before > 0) await handset.adb.shell(`monkey -p ${TARGET} 1`);
      const { uid } = await readInstalledPackage(handset.adb, TARGET);
      const ran = await hasStartedSinceBoot(handset.adb, uid);
      await watched.watcher.resume(async () => (ran === false ? 'did not run' : 'may have run'));
      await control(handset, watched, `after-${before}`);
      expect([ran === false ? 'did not run' : 'may have run', gaps(watched.timeline).length > 0]).toEqual([
        expected,
        before > 0,
      ]);
      expect(controls(watched.timeline).filter((event) => !event.control.found)).toEqual([]);
      await watched.watcher.close();
    }
  });

  it('knows of each file whether it opened it, also of one that could not be opened', async () => {
    const watched = await opened({ root: false });
    // Only its owner reads it: a file whose name was changed just before it is opened cannot be made at will.
    await handset.adb.shell(handset.superuser.wrap(`umask 077; echo 1 > ${DOWNLOAD}/closed`));
    await handset.adb.shell(`echo 2 > ${DOWNLOAD}/plain`);
    const artifacts = await watched.watcher.pass();
    expect(artifacts.find(({ path }) => path.endsWith('/closed'))?.content).toMatchObject({
      because: expect.stringContaining('could not be opened'),
    });
    // Once for the watch of moments, once for the pass.
    const own = watched.counters.filter(({ kind }) => kind === 'own-openings');
    const certain = { path: `${DOWNLOAD}/plain`, times: 1, hostMs: expect.any(Number) };
    expect(own).toEqual([certain, certain].map((one) => ({ kind: 'own-openings', ...one })));
  });

  it('says in the phone’s words what it may not read without root', async () => {
    const watched = await opened({ root: false });
    const [pass] = watched.timeline.flatMap((event) => (event.kind === 'watch-pass' ? [event.pass] : []));
    const closed = pass?.roots.filter(({ unreadable }) => unreadable !== undefined) ?? [];
    expect(closed.map(({ path }) => path)).toEqual(
      expect.arrayContaining([INTERNAL, `/data/user/999/${TARGET}`]),
    );
    expect(closed.every(({ unreadable }) => /Permission denied/.test(unreadable ?? ''))).toBe(true);
  });
});
