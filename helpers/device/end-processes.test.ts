import { describe, expect, it } from 'vitest';
import type { Adb } from './adb.ts';
import { endProcesses, processesOf } from './end-processes.ts';

const PS = '  UID   PID\n    0     1\n10003  1200\n1010003 1300\n10004  1400\n10003  1500\n';

/** A phone whose `ps` answers these, one after the other, the last one again and again; what was killed. */
function phone(answers: readonly string[]) {
  const killed: string[] = [];
  let asked = 0;
  const adb: Pick<Adb, 'attempt'> = {
    async attempt(line) {
      if (line.startsWith('kill')) killed.push(line);
      const stdout = line.startsWith('ps') ? (answers[Math.min(asked++, answers.length - 1)] ?? '') : '';
      return { exitCode: 0, stdout, stderr: '' };
    },
  };
  return { adb: adb as Adb, killed, superuser: { wrap: (line: string) => line } };
}

describe('the processes of an app', () => {
  it('are those of its uid for every user, whatever they are called', () => {
    expect(processesOf(PS, 10_003)).toEqual([1200, 1300, 1500]);
    expect(processesOf(PS, 10_005)).toEqual([]);
  });

  it('are not known from output without any process', () => {
    expect(processesOf('ps: Unknown option A', 10_003)).toBeUndefined();
  });

  it('are ended once none is listed any more', async () => {
    const { adb, killed, superuser } = phone([PS, '  UID   PID\n    0     1\n10004  1400\n']);
    expect(await endProcesses(adb, superuser, 10_003)).toBe(true);
    expect(killed).toEqual(['kill -9 1200 1300 1500']);
  });
});
