import { describe, expect, it } from 'vitest';
import type { WatchRoot } from '../../helpers/device/storage/watch-roots.ts';
import type { TimelineEvent } from '../../helpers/model/timeline.ts';
import { sightsOf } from './examine-storage.ts';

const at = { hostMs: 1 };
const SHARED = { path: '/storage/emulated/0', reach: 'shared-storage', user: 0 } as const;
const INTERNAL = { path: '/data/data/com.example', reach: 'app-internal-storage', user: 0 } as const;

function pass(...unreadable: readonly string[]): TimelineEvent {
  const roots = [SHARED, INTERNAL].map(({ path, reach }) => ({
    path,
    reach,
    files: 7,
    ...(unreadable.includes(path) ? { unreadable: 'Permission denied' } : {}),
  }));
  return { kind: 'watch-pass', at, pass: { number: 1, startedMs: 1, endedMs: 2, roots } };
}

function control({ path, reach }: WatchRoot, found: boolean, name = 'a file planted'): TimelineEvent {
  return { kind: 'control', at, control: { name, channel: reach, found, detail: `${path}/control` } };
}

const MOMENT = 'a file that was there for 0.5 s in it';

function sights(events: readonly TimelineEvent[], roots: readonly WatchRoot[] = [SHARED, INTERNAL]) {
  return Object.fromEntries(sightsOf(events, roots).map((one) => [one.channel, one]));
}

describe('storage', () => {
  it('is seen when it was listed and everything that was put there was found again', () => {
    const found = sights([pass(), control(SHARED, true), control(INTERNAL, true)]);
    expect(found['shared storage']).toMatchObject({
      seen: 'yes',
      found: '7 files below /storage/emulated/0',
    });
    expect(found["app's internal directories"]?.seen).toBe('yes');
  });

  it('is not seen where nothing could be listed nor found, and says what to do', () => {
    const found = sights([pass(INTERNAL.path), control(SHARED, true), control(INTERNAL, false)]);
    expect(found["app's internal directories"]).toMatchObject({
      seen: 'no',
      found: `${INTERNAL.path}: Permission denied; not found again: ${INTERNAL.path}/control`,
      remedy: expect.stringContaining('root'),
    });
    expect(found['shared storage']?.seen).toBe('yes');
  });

  it('is seen in part where a part of it could not be listed', () => {
    expect(sights([pass(SHARED.path), control(SHARED, true)])['shared storage']?.seen).toBe('partly');
  });

  it('is not seen where nothing was put', () => {
    expect(sights([pass()])['shared storage']).toMatchObject({
      seen: 'no',
      found: 'nothing could be put there',
    });
  });

  it('is seen by its moments apart from what stays', () => {
    const missed = sights([pass(), control(SHARED, true), control(SHARED, false, MOMENT)]);
    expect(missed['shared storage']?.seen).toBe('yes');
    expect(missed['files of a moment']?.seen).toBe('no');
    const caught = sights([pass(), control(SHARED, true), control(SHARED, true, MOMENT)]);
    expect(caught['files of a moment']).toMatchObject({ seen: 'yes', found: 'caught 1 of 1' });
  });

  it('of a clone that is closed is said with its words', () => {
    const clone = { path: '/storage/emulated/999', reach: 'shared-storage', user: 999 } as const;
    const closed = { ...clone, closed: 'user 999 (Dual): Permission denied' };
    expect(sights([pass()], [SHARED, closed])['users and clones']).toMatchObject({
      seen: 'partly',
      found: 'users 0, 999; user 999 (Dual): Permission denied',
    });
  });

  it('on a card is named', () => {
    const card = { path: '/storage/1A2B-3C4D', reach: 'shared-storage', user: 0 } as const;
    expect(sights([pass()], [SHARED, card])['removable volumes']?.found).toBe('/storage/1A2B-3C4D');
  });
});
