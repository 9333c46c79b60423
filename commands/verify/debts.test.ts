import { describe, expect, it } from 'vitest';
import type { TimelineEvent } from '../../helpers/model/timeline.ts';
import { type Debts, openDebts } from './debts.ts';

interface Situation {
  readonly debts: Debts;
  readonly lines: string[];
  readonly said: string[];
}

/** `refuses` names the lines that the phone fails for now. */
function situation(refuses: Set<string> = new Set()): Situation {
  const lines: string[] = [];
  const said: string[] = [];
  const shell = async (line: string): Promise<string> => {
    lines.push(line);
    if (refuses.has(line)) throw new Error(`cannot ${line}`);
    return '';
  };
  const note = (event: TimelineEvent): void => {
    if (event.kind === 'setting-changed' || event.kind === 'setting-restored')
      said.push(`${event.kind} ${event.what}`);
  };
  return { debts: openDebts({ shell }, note), lines, said };
}

describe('what the recording changed on the phone', () => {
  it('is undone in reverse order, once, and noted both times', async () => {
    const { debts, lines, said } = situation();
    debts.owe('Wi-Fi off', 'svc wifi enable');
    debts.owe('unplugged', 'dumpsys battery reset');
    await debts.restoreAll();
    await debts.restoreAll();
    expect(lines).toEqual(['dumpsys battery reset', 'svc wifi enable']);
    expect(said).toEqual([
      'setting-changed Wi-Fi off',
      'setting-changed unplugged',
      'setting-restored unplugged',
      'setting-restored Wi-Fi off',
    ]);
  });

  it('is undone one by one when it is asked for by name, the last of that name first', async () => {
    const { debts, lines } = situation();
    debts.owe('unplugged', 'first');
    debts.owe('unplugged', 'second');
    debts.owe('dark', 'third');
    await debts.restore('unplugged');
    await debts.restore('never owed');
    expect(lines).toEqual(['second']);
    await debts.restoreAll();
    expect(lines).toEqual(['second', 'third', 'first']);
  });

  it('stays owed when it cannot be undone, and does not keep the rest from it', async () => {
    const refuses = new Set(['two']);
    const { debts, lines } = situation(refuses);
    for (const undo of ['one', 'two', 'three']) debts.owe(undo, undo);
    await expect(debts.restoreAll()).rejects.toThrow('cannot two');
    expect(lines).toEqual(['three', 'two', 'one']);
    refuses.clear();
    await debts.restoreAll();
    expect(lines).toEqual(['three', 'two', 'one', 'two']);
  });
});
