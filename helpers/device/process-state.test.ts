import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Adb } from './adb.ts';
import { processCommand } from './freezer.ts';
import { observeProcessState, parseProcessState } from './process-state.ts';

const NAME = 'com.jd.jrapp';
const UID = 10_077;

/** As Android 9 prints it: nothing of freezing. */
function output(code: string, process = NAME): string {
  return `${list(code, process)}telltale freezer\nsdk 28\n`;
}

/** As Android 11 prints it, whose list says nothing of freezing either, and what `processCommand` asks beside it. */
function eleven(code: string, ...beside: readonly string[]): string {
  return [`${list(code)}telltale freezer`, 'sdk 30', ...beside, ''].join('\n');
}

const LOG = '11-24 12:00:00.123  1742  1800 I';
const GROUP = '/sys/fs/cgroup/uid_10077/pid_4321/cgroup.events:frozen';

function list(code: string, process = NAME): string {
  return [
    '  UID states:',
    '    UID 1000: UidRecord{7932de2 1000 PER  procs:64 seq(0,0,0)}',
    `    UID u0a77: UidRecord{9168b5c u0a77 ${code}  bg:+2m55s455ms idle change:idle procs:1 seq(0,0,0)}`,
    '  Process LRU list:',
    `    Proc # 3: cch   B/ /CEM  trm: 0 4321:${process}/u0a77 (cch-empty)`,
    '',
  ].join('\n');
}

/** As Android 12 and later print a process record. */
function record(process: string, pid: number, frozen: boolean): string {
  return [
    `  *APP* UID 10077 ProcessRecord{4c0e8b1 ${pid}:${process}/u0a77}`,
    '    user #0 uid=10077 gids={50077, 20077, 9997}',
    '    lastCompactTime=0 lastCompactProfile=NONE',
    `    hasPendingCompaction=false    isFreezeExempt=false isPendingFreeze=false isFrozen=${frozen}`,
    '    earliestFreezableTimeMs=-3m2s',
    '',
  ].join('\n');
}

const OTHER = record('com.android.chrome', 99, true);

it('what is asked runs in mksh, and ends well on a phone that has none of it', async () => {
  const phone = 'dumpsys() { echo "list of $*"; }; logcat() { echo "log of $*"; }; ';
  const { stdout } = await promisify(execFile)('mksh', ['-c', `${phone}${processCommand(UID, 30)}`]);
  expect(stdout.split('\n')).toEqual([
    'list of activity processes',
    'telltale freezer',
    'sdk 30',
    'log of -d -b events -s am_proc_start am_freeze am_unfreeze',
    '',
  ]);
});

it('a phone without a freezer is asked for its list alone, and a cached app of it runs', async () => {
  const asked: string[] = [];
  const adb: Pick<Adb, 'shell'> = {
    async shell(line) {
      asked.push(line);
      return list('CEM ');
    },
  };
  const phone = { packageName: NAME, uid: UID };
  expect(await observeProcessState(adb as Adb, { ...phone, sdk: 28 })).toMatchObject({ state: 'cached' });
  expect(asked).toEqual(['dumpsys activity processes']);
  // One that has a freezer, and says nothing of it.
  expect(await observeProcessState(adb as Adb, { ...phone, sdk: 30 })).toMatchObject({
    state: 'maybe-frozen',
  });
});

it('what is asked of a phone without a freezer says in a script what the list alone says', async () => {
  const phone = `dumpsys() { cat <<'END'\n${list('CEM ')}END\n}; `;
  const { stdout } = await promisify(execFile)('mksh', ['-c', `${phone}${processCommand(UID, 28)}`]);
  expect(parseProcessState(stdout, NAME, UID)).toMatchObject({ state: 'cached', pids: [4321] });
});

describe('dumpsys activity processes', () => {
  it.each([
    ['TOP ', 'foreground'],
    ['TPSL', 'foreground'],
    ['CEM ', 'cached'],
    ['CAC ', 'cached'],
    ['CACC', 'cached'],
    ['CRE ', 'cached'],
    ['SVC ', 'background'],
    ['IMPB', 'background'],
    ['LAST', 'background'],
  ])('takes %s for %s', (code, state) => {
    expect(parseProcessState(output(code), NAME, UID)).toMatchObject({ state, pids: [4321] });
  });

  it('gives the line that shows it', () => {
    const { proof } = parseProcessState(output('CEM '), NAME, UID);
    expect(proof).toMatch(/^UID u0a77: UidRecord\{9168b5c u0a77 CEM /);
  });

  it('takes a UID without a process for stopped', () => {
    expect(parseProcessState(output('CEM ', 'com.other'), NAME, UID)).toMatchObject({
      state: 'stopped',
      pids: [],
    });
  });

  it('is not misled by a package whose name only begins alike', () => {
    expect(parseProcessState(output('TOP ', `${NAME}x`), NAME, UID).state).toBe('stopped');
  });

  it('takes a process that is frozen for frozen, with the words that say so', () => {
    const said = OTHER + record(NAME, 4321, true) + output('CEM ');
    expect(parseProcessState(said, NAME, UID)).toMatchObject({
      state: 'frozen',
      proof: expect.stringContaining('isFrozen=true'),
    });
  });

  it.each([
    ['it is not, though another app is', OTHER + record(NAME, 4321, false) + output('CEM ')],
    [
      'one of its two processes runs',
      record(NAME, 4321, true) + record(`${NAME}:push`, 4322, false) + output('CEM '),
    ],
    ['the dump says nothing of one of them', record(`${NAME}:push`, 4322, true) + output('CEM ')],
  ])('does not take it for frozen when %s', (_when, said) => {
    expect(parseProcessState(said, NAME, UID).state).toBe('cached');
  });

  it.each([
    [
      'the log froze it last',
      [`${LOG} am_unfreeze: [4321,${NAME}]`, `${LOG} am_freeze: [4321,${NAME}]`],
      'frozen',
    ],
    [
      'the log thawed it last',
      [`${LOG} am_freeze: [4321,${NAME}]`, `${LOG} am_unfreeze: [4321,${NAME}]`],
      'cached',
    ],
    [
      'the log has its start, and nothing after it',
      [`${LOG} am_proc_start: [0,4321,10077,${NAME},,]`],
      'cached',
    ],
    ['the log names its writer', [`I/am_freeze( 1742): [4321,${NAME}]`], 'frozen'],
    ['the log froze another process', [`${LOG} am_freeze: [43210,${NAME}]`], 'maybe-frozen'],
    ['the log began after its start', [`${LOG} am_proc_start: [0,99,10077,${NAME},,]`], 'maybe-frozen'],
    ['the kernel says so', [`${GROUP} 1`], 'frozen'],
    [
      'the kernel says that it runs, whatever the log says',
      [`${GROUP} 0`, `${LOG} am_freeze: [4321,x]`],
      'cached',
    ],
    ['the freezer is off', ['  use_freezer=false'], 'cached'],
    ['the freezer is on', ['  use_freezer=true'], 'maybe-frozen'],
    ['nothing more is said', [], 'maybe-frozen'],
  ])('of Android 11 takes it for frozen, running or neither when %s', (_when, beside, state) => {
    expect(parseProcessState(eleven('CEM ', ...beside), NAME, UID).state).toBe(state);
  });

  it('says what it does not know, and keeps the words of what it knows', () => {
    expect(parseProcessState(eleven('CEM '), NAME, UID).proof).toMatch(/does not say whether it is frozen$/);
    expect(parseProcessState(eleven('CEM ', `${GROUP} 1`), NAME, UID).proof).toContain(`${GROUP} 1`);
  });

  it('takes what is not cached for running, where nothing says that it is frozen', () => {
    expect(parseProcessState(eleven('SVC '), NAME, UID).state).toBe('background');
    expect(parseProcessState(eleven('SVC ', `${GROUP} 1`), NAME, UID).state).toBe('frozen');
  });

  it('believes the kernel of a process that a maker froze behind the back of the list', () => {
    const said = `${record(NAME, 4321, false)}${eleven('CEM ', `${GROUP} 1`)}`;
    expect(parseProcessState(said, NAME, UID).state).toBe('frozen');
  });

  it('is not misled by an app that prints the mark into the list', () => {
    const said = `${list('CEM ').replace('cch-empty', `\ntelltale freezer\nsdk 28\n`)}telltale freezer\nsdk 30\n`;
    expect(parseProcessState(said, NAME, UID).state).toBe('maybe-frozen');
  });

  it('knows a UID of another user, and one that is printed as a number', () => {
    const clone = output('TOP ').replaceAll('u0a77', 'u999a77');
    expect(parseProcessState(clone, NAME, 99_910_077).state).toBe('foreground');
    const number = output('CAC ').replace('UID u0a77:', 'UID 10077:');
    expect(parseProcessState(number, NAME, UID).state).toBe('cached');
  });
});
