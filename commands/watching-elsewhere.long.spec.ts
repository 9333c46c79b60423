import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWatchedHandset, type Watched, type WatchedHandset } from '../bench/watched-handset.ts';
import {
  checkStorageControls,
  plantStorageControls,
  storageControls,
} from '../helpers/device/storage/storage-controls.ts';
import type { TimelineEvent, WatchedRoot } from '../helpers/model/timeline.ts';
import { CLEAN } from '../helpers/verdicts/clean-run.fake.ts';
import { judge } from '../helpers/verdicts/judge.ts';

const PORT = 6019;
const NAME = 'org.example.debuggable';
const CARD = '/storage/1A2B-3C4D';
const CLONES = '/storage/emulated/999';
const APP = `export default {
  manifest: {
    package: '${NAME}', label: 'D', versionName: '1.0', versionCode: 1, minSdk: 21, targetSdk: 25,
    permissions: [], debuggable: true, system: false,
    activities: [{ name: '${NAME}.Main', exported: true, filters: [] }],
  },
  start: ({ files }) => ({
    async onStart() {
      await files.write('${CARD}/Android/data/${NAME}/files/by the app\\n', Buffer.from('taken'));
      const refused = await files.write('${CARD}/Download/x', Buffer.from('x')).then(() => 'no', () => 'yes');
      await files.write('/data/data/${NAME}/refused', Buffer.from(refused));
    },
  }),
};
`;

const roots = ({ timeline }: Watched): readonly WatchedRoot[] =>
  timeline.flatMap((event) => (event.kind === 'watch-pass' ? event.pass.roots : []));

const controls = ({ timeline }: Watched): readonly string[] =>
  timeline.flatMap((event) =>
    event.kind === 'control' ? [`${event.control.detail} ${event.control.found}`] : [],
  );

function stored({ objects, artifacts }: Watched): Readonly<Record<string, string | undefined>> {
  const entries = artifacts.flatMap(({ path, content }) =>
    content.kind === 'stored' ? [[path, objects.get(content.sha256)?.toString()] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** What keeps a claim about what is kept undecided. */
function gapsWith(timeline: readonly TimelineEvent[]): readonly string[] {
  const { claims } = judge({ ...CLEAN, timeline: [...CLEAN.timeline, ...timeline] });
  const verdict = claims.find(({ claim }) => claim === 'cleared-on-exit')?.verdict;
  return verdict?.kind === 'inconclusive' ? verdict.gaps.map(({ because }) => because) : [];
}

describe.each(['9', '14'])('watching storage elsewhere than the owner’s own, on Android %s', (android) => {
  let home: string;
  let handset: WatchedHandset;
  const open: Watched[] = [];

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'elsewhere-'));
    const module = path.join(home, 'app.mjs');
    await writeFile(module, APP);
    const phone = [`--android=${android}`, `--sdcard=${path.basename(CARD)}`, `--clone=${NAME}`];
    handset = await startWatchedHandset([...phone, `--app-module=${module}`], PORT);
  });
  afterEach(async () => {
    for (const { watcher } of open.splice(0)) await watcher.close();
  });
  afterAll(async () => {
    await handset?.stop();
    await rm(home, { recursive: true, force: true });
  });

  async function opened(root: boolean): Promise<Watched> {
    const watched = handset.watch({ root, packageName: NAME });
    open.push(watched);
    await watched.watcher.pass();
    return watched;
  }

  it.each([true, false])('finds what comes to a card, its control first (root: %s)', async (root) => {
    const watched = await opened(root);
    const parts = { adb: handset.adb, superuser: root ? handset.superuser : undefined, sink: watched.sink };
    const onCard = (await watched.watcher.roots()).filter((one) => one.path.startsWith(CARD));
    const planted = await plantStorageControls(parts, storageControls(onCard, `card-${root}`));
    await checkStorageControls(parts, planted, await watched.watcher.pass());
    expect(controls(watched)).toEqual([
      `${CARD}/Download/telltale-control-card-${root} true`,
      `${CARD}/Android/data/${NAME}/cache/telltale-control-card-${root} true`,
    ]);
    const copy = `${CARD}/Android/data/${NAME}/copy-${root}`;
    await handset.adb.shell(handset.superuser.wrap(`mkdir -p ${path.dirname(copy)}; echo copy > ${copy}`));
    const found = (await watched.watcher.pass()).find((one) => one.path === copy);
    expect([found?.reach, stored(watched)[copy]]).toEqual(['app-external-storage', 'copy\n']);
  });

  it('finds what the app itself puts into its directory on the card, the only one where it may', async () => {
    const watched = await opened(true);
    await handset.adb.shell(`am start -W -n ${NAME}/.Main`);
    await watched.watcher.pass();
    expect(stored(watched)).toMatchObject({
      [`${CARD}/Android/data/${NAME}/files/by the app\n`]: 'taken',
      [`/data/data/${NAME}/refused`]: 'yes',
    });
  });

  it('has a debuggable app read its own files where there is no root, and says that it sees no moment of them', async () => {
    const watched = await opened(false);
    await handset.adb.shell(`run-as ${NAME} sh -c 'echo kept > kept'`);
    await watched.watcher.pass();
    const kept = `/data/data/${NAME}/kept`;
    expect(stored(watched)[kept]).toBe('kept\n');
    expect(gapsWith(watched.timeline)).toContainEqual(
      expect.stringMatching(/only root can watch the app’s own directory/),
    );
  });

  it('says of a user who has not unlocked what he keeps that nothing of it could be read, also with root', async () => {
    const made = await handset.adb.shell('pm create-user --profileOf 0 --managed Work');
    const id = /id (\d+)/.exec(made)?.[1];
    await handset.adb.shell(`pm install-existing --user ${id} ${NAME}`);
    const watched = await opened(true);
    await handset.adb.shell(`pm remove-user ${id}`);
    const closed = roots(watched).filter(({ unreadable }) => unreadable?.includes(`user ${id} (Work)`));
    expect(closed.map(({ path }) => path)).toEqual(
      expect.arrayContaining([`/storage/emulated/${id}`, `/data/user/${id}/${NAME}`]),
    );
    expect(gapsWith(watched.timeline)).toContainEqual(
      expect.stringMatching(/not unlocked \(User is not started: \d+\)/),
    );
  });

  it('says of a user whose storage is closed what could not be read, and upholds nothing', async () => {
    await handset.adb.shell(handset.superuser.wrap(`chmod 700 ${CLONES}; chown root:root ${CLONES}`));
    const watched = await opened(false);
    const closed = roots(watched).filter(
      ({ path, unreadable }) => path.startsWith(CLONES) && unreadable !== undefined,
    );
    expect(closed.map(({ path }) => path)).toContain(CLONES);
    expect(closed.every(({ unreadable }) => /user 999 .*Permission denied/.test(unreadable ?? ''))).toBe(
      true,
    );
    expect(gapsWith(watched.timeline)).toContainEqual(expect.stringMatching(/user 999 .*Permission denied/));
  });
});
