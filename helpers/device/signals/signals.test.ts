import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../../model/harness-error.ts';
import { SIGNALS } from '../../model/signal.ts';
import type { Adb } from '../adb.ts';
import type { RecordingSink } from '../recording-sink.ts';
import { sampleSignals } from './sampler.ts';
import { sectionsOf, signalCommands, signalsScript } from './script.ts';
import { signalLines } from './signal-lines.ts';

const APP = 'com.jd.jrapp';
const UID = 10_077;
const TCP = '  sl  local_address rem_address   st\n';
const STATISTICS = `Forced poll\nUID stats:\n  ident=[{type=WIFI}] uid=${UID} set=DEFAULT tag=0x0\n      st=1550304000 rb=70 rp=1 tb=5000 tp=4 op=0\n`;
const ANSWERS: Readonly<Record<string, string>> = {
  clock: '1550283310.500000\n',
  end: '1550283310.700000\n',
  operations: `Current AppOps Service state:\n  Uid u0a77:\n    Package ${APP}:\n      READ_EXTERNAL_STORAGE (allow): \n          Access: bg    = 2019-02-16 10:20:30.123 (-1s)\n`,
  observers: `Observer tree:\n  media/external/images/media: pid=22 uid=${UID} user=0 target=ff01\n  media: pid=1 uid=1 user=0 target=f\n`,
  process: `  UID states:\n    UID u0a77: UidRecord{9 u0a77 CEM procs:1}\n  Process LRU list:\n    Proc # 3: cch   B/ /CEM  trm: 0 4321:${APP}/u0a77 (cch-empty)\ntelltale freezer\nsdk 28\n`,
  sockets: `${TCP}   0: 0100007F:1F90 0A0200C0:01BB 01 00000000:00000000 00:00000000 00000000 ${UID}        0 0\nudp\n${TCP}`,
  jobs: 'Started users: [0]\nNone.\n',
  permissions: `  Package [${APP}] (a):\n    requested permissions:\n      android.permission.INTERNET\n    User 0: x\n`,
  notifications: 'Current Notification Manager state:\n',
  bytes: STATISTICS,
};
/** Answered between 1,000,000 and 1,000,300 of host time. */
const linesOf = (answers: Readonly<Record<string, string>>) =>
  signalLines({
    sections: new Map(Object.entries(answers)),
    packageName: APP,
    uid: UID,
    startedMs: 1_000_000,
    endedMs: 1_000_300,
  });

describe('one sampling', () => {
  it('records a line of each kind, with the times on the host’s clock', () => {
    const hostMs = 1_000_000;
    expect(linesOf(ANSWERS)).toEqual([
      { kind: 'clock', hostMs, offsetMs: 1_550_282_310_450, withinMs: 50 },
      {
        kind: 'operations',
        hostMs,
        untilMs: 1_000_300,
        package: APP,
        noted: [
          {
            operation: 'READ_EXTERNAL_STORAGE',
            outcome: 'access',
            state: 'bg',
            stamp: '2019-02-16 10:20:30.123',
            atMs: 999_150,
          },
        ],
      },
      { kind: 'observer', hostMs, uri: 'content://media/external/images/media', pid: 22, uid: UID },
      expect.objectContaining({ kind: 'process-state', hostMs, state: 'cached', pids: [4321] }),
      expect.objectContaining({ kind: 'sockets', sockets: [expect.objectContaining({ remotePort: 443 })] }),
      { kind: 'jobs', hostMs, package: APP, jobs: [] },
      { kind: 'permissions', hostMs, package: APP, requested: ['android.permission.INTERNET'], held: [] },
      { kind: 'notifications', hostMs, package: APP, shown: [] },
      expect.objectContaining({ kind: 'uid-bytes', sentBytes: 5000, receivedBytes: 70 }),
    ]);
  });

  it.each(SIGNALS)('says what the phone said when it does not tell of %s', (signal) => {
    const lines = linesOf({ ...ANSWERS, [signal]: "Can't find service: x\nmore\n" });
    const because = "Can't find service: x";
    expect(lines.filter(({ kind }) => kind === 'unobservable')).toEqual([
      { kind: 'unobservable', hostMs: 1_000_000, signal, because },
    ]);
    expect(lines.length).toBe(SIGNALS.length);
  });

  it.each([
    ['without a poll, when they are old', STATISTICS.replace('Forced poll\n', '')],
    [
      'after a poll that was refused',
      STATISTICS.replace('Forced poll', "Permission Denial: can't dump netstats"),
    ],
    ['of a phone that polls and shows none', 'Forced poll\n'],
  ])('records no bytes %s', (_, bytes) => {
    expect(linesOf({ ...ANSWERS, bytes }).map(({ kind }) => kind)).not.toContain('uid-bytes');
  });

  it('records nothing as seen of a phone that prints nothing, and never throws', () => {
    expect(new Set(linesOf({}).map(({ kind }) => kind))).toEqual(new Set(['unobservable']));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...SIGNALS), fc.string()), (said) => void linesOf(said)),
    );
  });
});

describe('the script', () => {
  it('runs in mksh and gives each section what its command printed, whatever that is', async () => {
    const commands = {
      ...signalCommands({ packageName: APP, uid: UID, sdk: 28 }),
      ...Object.fromEntries(SIGNALS.map((one) => [one, `printf '${one}\\n M x'`])),
    };
    const script = signalsScript(
      { ...commands, clock: 'echo "$EPOCHREALTIME"', jobs: 'nonesuch-command' },
      'M',
    );
    const { stdout } = await promisify(execFile)('mksh', ['-c', script]);
    const sections = sectionsOf(stdout, 'M');
    expect([...sections.keys()]).toEqual([...SIGNALS, 'end']);
    expect(sections.get('bytes')).toBe('bytes\n M x');
    expect(sections.get('jobs')).toContain('not found');
    expect(sections.get('end')).toMatch(/^\d+\.\d+\n$/);
  });
});

describe('a phone that does not answer', () => {
  const parts = (code: 'ADB_FAILED' | 'DEVICE_LOST') => {
    const lines: unknown[] = [];
    const adb: Pick<Adb, 'attempt'> = {
      attempt: async () => {
        throw new HarnessError(code, { what: 'w', why: 'y', remedy: 'r' });
      },
    };
    const sink: Pick<RecordingSink, 'counter'> = { counter: (line) => void lines.push(line) };
    return { lines, adb: adb as Adb, sink: sink as RecordingSink, packageName: APP, uid: UID, sdk: 28 };
  };

  it('leaves a line for everything that is not known', async () => {
    const failing = parts('ADB_FAILED');
    await sampleSignals(failing);
    expect(failing.lines).toHaveLength(SIGNALS.length);
  });

  it('and is gone ends the recording', async () => {
    await expect(sampleSignals(parts('DEVICE_LOST'))).rejects.toMatchObject({ code: 'DEVICE_LOST' });
  });
});
