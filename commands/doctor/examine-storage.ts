import { controlStorage } from '../../helpers/device/storage/control-storage.ts';
import type { WatchRoot } from '../../helpers/device/storage/watch-roots.ts';
import { createWatcher } from '../../helpers/device/storage/watcher.ts';
import type { Gap } from '../../helpers/model/gap.ts';
import type { Control, TimelineEvent, WatchPass } from '../../helpers/model/timeline.ts';
import { collectingSink } from './collecting-sink.ts';
import { GET_ROOT, type Patient } from './patient.ts';
import type { Sight } from './sight.ts';

/** No phone has it: where no app was named, only what all share is looked at. */
const NO_APP = 'telltale.doctor.no.app';

const TRIED = 'put a file there, listed, found it again, took it away';
const MOMENT = 'put a file there for half a second, and looked for a copy that the phone made meanwhile';

const PLACES = [
  { reach: 'shared-storage', channel: 'shared storage', remedy: 'use a phone that lets adb read it' },
  {
    reach: 'app-external-storage',
    channel: "app's external directories",
    remedy: 'some phones with Android 11 close them to adb: use another version, or root',
  },
  {
    reach: 'app-internal-storage',
    channel: "app's internal directories",
    remedy: `${GET_ROOT}, or a debuggable build of the app`,
  },
] as const;

/** Watches storage as a run does, with the same controls, and says what it saw. */
export async function examineStorage(patient: Patient): Promise<readonly Sight[]> {
  const { adb, superuser, app, nonce } = patient;
  const events: TimelineEvent[] = [];
  const sink = collectingSink({ timeline: (event) => void events.push(event) });
  const packageName = app?.profile.package ?? NO_APP;
  const watcher = createWatcher({ adb, superuser, packageName, sink, nonce });
  try {
    await watcher.pass();
    const roots = await watcher.roots();
    // Of an app that is not there nothing is planted: its directories would be made.
    const known = app === undefined ? roots.filter(({ reach }) => reach === 'shared-storage') : roots;
    await controlStorage({ adb, superuser, sink }, { watcher, roots: known, nonce });
    return sightsOf(events, known);
  } finally {
    await watcher.close();
  }
}

/** In words, what one or two watching passes and their controls show. */
export function sightsOf(events: readonly TimelineEvent[], roots: readonly WatchRoot[]): readonly Sight[] {
  const pass = events.flatMap((event) => (event.kind === 'watch-pass' ? [event.pass] : [])).at(-1);
  const controls = events.flatMap((event) => (event.kind === 'control' ? [event.control] : []));
  const gaps = events.flatMap((event) => (event.kind === 'gap' ? [event.gap] : []));
  const places = PLACES.filter(({ reach }) => roots.some((root) => root.reach === reach));
  return [
    ...places.map((place) => placeSight(place, pass, controls)),
    momentSight(controls, gaps),
    usersSight(roots, gaps),
    volumesSight(roots),
  ];
}

function placeSight(
  { reach, channel, remedy }: (typeof PLACES)[number],
  pass: WatchPass | undefined,
  all: readonly Control[],
): Sight {
  const roots = (pass?.roots ?? []).filter((root) => root.reach === reach);
  const closed = roots.flatMap(({ path, unreadable }) =>
    unreadable === undefined ? [] : [`${path}: ${unreadable}`],
  );
  const controls = all.filter((one) => one.channel === reach && !isMoment(one));
  const missed = controls.filter(({ found }) => !found).map(({ detail }) => `not found again: ${detail}`);
  const complaints = [...closed, ...missed];
  if (complaints.length === 0 && controls.length > 0) {
    const files = roots.reduce((sum, root) => sum + root.files, 0);
    return {
      channel,
      seen: 'yes',
      tried: TRIED,
      found: `${files} files below ${roots[0]?.path}${roots.length > 1 ? ` and ${roots.length - 1} more` : ''}`,
    };
  }
  const some = controls.some(({ found }) => found);
  const found = complaints.length > 0 ? complaints.join('; ') : 'nothing could be put there';
  return { channel, seen: some ? 'partly' : 'no', tried: TRIED, found, remedy };
}

function momentSight(all: readonly Control[], gaps: readonly Gap[]): Sight {
  const controls = all.filter(isMoment);
  const channel = 'files of a moment';
  const blind = gaps.flatMap(({ code, because }) => (code === 'moments-unwatched' ? [because] : []));
  const missed = controls.flatMap(({ found, detail }) => (found ? [] : [`not caught: ${detail}`]));
  const complaints = [...new Set([...missed, ...blind])];
  if (complaints.length === 0 && controls.length > 0)
    return { channel, seen: 'yes', tried: MOMENT, found: `caught ${controls.length} of ${controls.length}` };
  const seen = controls.some(({ found }) => found) ? 'partly' : 'no';
  const found = complaints.length === 0 ? 'nothing could be put there' : complaints.join('; ');
  return { channel, seen, tried: MOMENT, found, remedy: 'use a phone with root whose inotifyd works' };
}

function isMoment({ name }: Control): boolean {
  return name.startsWith('a file that was there for');
}

function usersSight(roots: readonly WatchRoot[], gaps: readonly Gap[]): Sight {
  const users = [...new Set(roots.map(({ user }) => user))].sort((a, b) => a - b);
  const common = {
    channel: 'users and clones',
    tried: 'asked for the users of the phone and listed their storage',
  };
  const unsaid = gaps.flatMap(({ code, because }) => (code === 'storage-unreadable' ? [because] : []));
  const closed = [...new Set([...unsaid, ...roots.flatMap((root) => root.closed ?? [])])];
  const found = `user${users.length === 1 ? '' : 's'} ${users.join(', ')}`;
  if (closed.length === 0) return { ...common, seen: 'yes', found };
  return { ...common, seen: 'partly', found: [found, ...closed].join('; '), remedy: GET_ROOT };
}

function volumesSight(roots: readonly WatchRoot[]): Sight {
  const volumes = roots.flatMap(({ path, reach }) =>
    reach === 'shared-storage' && !/^\/(?:storage\/emulated|data\/media)\//.test(path) ? [path] : [],
  );
  const found = volumes.length === 0 ? 'none is in the phone' : volumes.join(', ');
  return { channel: 'removable volumes', seen: 'yes', tried: 'asked for mounted volumes', found };
}
