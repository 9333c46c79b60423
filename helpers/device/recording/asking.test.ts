import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseScenarioId } from '../../model/ids.ts';
import { createRecording, type Recording } from '../recording.ts';
import type { Watcher } from '../storage/watcher.ts';
import type { RecordingParts, Session } from './session.ts';
import { WATCHING_VERBS } from './watching-verbs.ts';

const WINDOW_MS = 15_000;

beforeEach(() => void vi.useFakeTimers({ now: 100_000 }));
afterEach(() => void vi.useRealTimers());

/** A phone that says nothing, on which no process of the target is; notes what it was asked, and when. */
function phone(): { readonly parts: RecordingParts; readonly asked: string[] } {
  const asked: string[] = [];
  const ask = async (line: string): Promise<string> => {
    const what = line.includes('netstats')
      ? 'signals'
      : line.includes('stat -c')
        ? 'listing'
        : line.split(' ')[0];
    asked.push(`${Date.now() / 1000 - 100} ${what}`);
    return '';
  };
  const ended = Promise.resolve({ exitCode: 1, stderr: '' });
  const parts = {
    adb: {
      shell: ask,
      attempt: async (line: string) => ({ exitCode: 0, stdout: await ask(line), stderr: '' }),
      bytes: async (line: string) => Buffer.from(await ask(line)),
      start: () => ({ ended, say: () => undefined, close: async () => undefined }),
    },
    superuser: undefined,
    conductor: {
      progress: async () => undefined,
      owe: async () => undefined,
      restore: async () => undefined,
    },
    sink: { timeline: () => undefined, counter: () => undefined, artifact: () => undefined },
    plan: {
      windowMs: WINDOW_MS,
      nonce: 'n',
      run: { app: { package: 'a.b', uid: 10_077 }, device: { sdk: 28 } },
    },
  } as unknown as RecordingParts; // What these verbs use of them.
  return { parts, asked };
}

/** How often signals were read for these steps. */
async function readings(steps: (recording: Recording) => Promise<void>): Promise<number> {
  const { parts, asked } = phone();
  const taken = steps(createRecording(parts));
  await vi.advanceTimersByTimeAsync(120_000);
  await taken;
  return asked.filter((one) => one.endsWith(' signals')).length;
}

describe('what the phone keeps on record', () => {
  it('is read before each step that does something', async () => {
    expect(
      await readings(async (recording) => {
        await recording.exitTarget();
        await recording.exitTarget();
      }),
    ).toBe(2);
  });

  it('is read once for a step that only looks and what follows it, and anew after that did something', async () => {
    expect(
      await readings(async (recording) => {
        await recording.look();
        await recording.exitTarget();
        await recording.exitTarget();
      }),
    ).toBe(2);
  });

  it('is read anew in another scenario when the end of the one before changed the phone', async () => {
    const scenarios = (change: boolean) => async (recording: Recording) => {
      await recording.scenario(parseScenarioId('one'), 'one', async () => {
        await (change ? recording.switchScreenOff() : recording.exitTarget());
        await recording.look();
      });
      await recording.look();
    };
    expect(await readings(scenarios(false))).toBe(2);
    expect(await readings(scenarios(true))).toBe(3);
  });
});

describe('a window', () => {
  it('ends with a reading of signals, then it is over, and then storage is listed', async () => {
    const { parts, asked } = phone();
    const watcher: Pick<Watcher, 'pass'> = {
      async pass() {
        asked.push(`${Date.now() / 1000 - 100} pass`);
        return [];
      },
    };
    const { adb, sink } = parts;
    const target = { adb, sink, packageName: 'a.b', uid: 10_077, sdk: 28 };
    const session = { parts, watcher, target, actedMs: Date.now() - 1_000 } as unknown as Session;
    const watched = WATCHING_VERBS.watch().act(session);
    await vi.advanceTimersByTimeAsync(WINDOW_MS);
    await watched;
    expect(asked).toEqual(['13.5 signals', '14 pass']);
  });
});
