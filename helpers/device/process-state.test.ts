import { describe, expect, it } from 'vitest';
import { parseProcessState } from './process-state.ts';

const NAME = 'com.jd.jrapp';
const UID = 10_077;

/** As Android 9 prints it: nothing of freezing. */
function output(code: string, process = NAME): string {
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

  it('knows a UID of another user, and one that is printed as a number', () => {
    const clone = output('TOP ').replaceAll('u0a77', 'u999a77');
    expect(parseProcessState(clone, NAME, 99_910_077).state).toBe('foreground');
    const number = output('CAC ').replace('UID u0a77:', 'UID 10077:');
    expect(parseProcessState(number, NAME, UID).state).toBe('cached');
  });
});
