import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseScenarioId } from '../../model/ids.ts';
import type { Stimulus } from '../../model/stimulus.ts';
import { INSERTED_IMAGE_VERBS } from './inserted-image-verbs.ts';
import type { Session } from './session.ts';

const SHAPE = { name: 'plain', size: 'within-screen' } as const;
const PAGE = {
  kind: 'bank',
  url: 'x:',
  saveUrl: 'https://pages.telltale.test/n/late/picture_1.png',
  canaries: [],
};

interface Situation {
  readonly session: Session;
  /** What the phone was asked to change, and when, in seconds. */
  readonly done: string[];
  /** What undoes it. */
  readonly owed: string[];
  readonly stimuli: Stimulus[];
}

/** A phone on which nothing ever appears; `says` is what its `content` answers to an insert. */
function phone(says = ''): Situation {
  const done: string[] = [];
  const owed: string[] = [];
  const stimuli: Stimulus[] = [];
  const note = (what: string): void => void done.push(`${Math.round(Date.now() / 1000)} ${what}`);
  const answer = async (line: string): Promise<string> => {
    const verb = /^content (insert|write|update)/.exec(line)?.[1];
    if (verb !== undefined) note(verb);
    if (verb === 'insert') return says;
    return line.includes('includePending') ? 'Row: 0 _id=7\n' : '';
  };
  const adb = {
    shell: answer,
    attempt: async (line: string) => ({ exitCode: 0, stdout: await answer(line), stderr: '' }),
    command: async () => note('push'),
  };
  const sink = {
    timeline: () => undefined,
    counter: () => undefined,
    stimulus: (one: Stimulus) => void stimuli.push(one),
  };
  const parts = {
    adb,
    sink,
    conductor: {
      drawn: async () => '/pages/late.png',
      owe: async (_what: string, undo: string) => void owed.push(undo),
    },
    plan: { pages: { late: PAGE }, run: { device: { sdk: 34 } } },
  };
  const session = {
    parts,
    target: { adb, sink, packageName: 'a.b', uid: 10_077 },
    scenario: parseScenarioId('s'),
    reserved: new Map(),
    late: new Set(),
    circumstances: new Set(),
    delivered: [],
    changes: [],
  } as unknown as Session;
  return { session, done, owed, stimuli };
}

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

async function whenTaken(taken: Promise<void>): Promise<void> {
  await vi.advanceTimersByTimeAsync(60_000);
  await taken;
}

describe('an image whose row comes first', () => {
  it('is brought more than ten seconds after it, and says how it was saved', async () => {
    const { session, done, stimuli } = phone();
    await INSERTED_IMAGE_VERBS.reserveImage('late', 'bank', SHAPE).act(session);
    await whenTaken(INSERTED_IMAGE_VERBS.announceReserved('late').act(session));
    expect(done).toEqual(['0 insert', '11 push', '11 write', '11 update']);
    expect(stimuli).toMatchObject([{ id: 'late', kind: 'saved-image', savedBy: 'insert' }]);
    expect(session.late).toEqual(new Set(['late']));
  });

  it('is brought at once when nothing is to be late', async () => {
    const { session, done } = phone();
    await whenTaken(INSERTED_IMAGE_VERBS.insertedImage('late', 'bank', SHAPE).act(session));
    expect(done).toEqual(['0 insert', '0 push', '0 write', '0 update']);
    expect(session.late.size).toBe(0);
  });

  it('leaves no row behind when it never comes', async () => {
    const { session, owed } = phone();
    await INSERTED_IMAGE_VERBS.reserveImage('late', 'bank', SHAPE).act(session);
    expect(owed).toEqual([
      `content delete --uri 'content://media/external/images/media?includePending=1' --where 'is_pending=1 AND _display_name='\\''picture_1.png'\\'''`,
    ]);
    expect(session.changes).toHaveLength(1);
  });

  it('of which the phone makes no row is undelivered, and ends nothing', async () => {
    const { session, done, stimuli } = phone('Error while accessing provider:media\nno\n');
    await whenTaken(INSERTED_IMAGE_VERBS.insertedImage('late', 'bank', SHAPE).act(session));
    expect(done).toEqual(['0 insert']);
    expect(stimuli).toMatchObject([
      { delivery: { kind: 'undelivered', because: expect.stringContaining('the phone made no row for it') } },
    ]);
  });
});
