import { describe, expect, it } from 'vitest';
import type { Adb } from './adb.ts';
import { forceJob, parsePendingJobs } from './pending-jobs.ts';

/** The lines of one job; what stands between them differs by version, and says nothing of whose it is. */
function job(header: string, source: string): string {
  return [
    `  JOB ${header}`,
    '    u0a80 tag=*job*/com.example/.SyncService',
    `    Source: uid=u0a80 user=0 pkg=${source}`,
    '    JobInfo:',
    '      Service: com.example/.SyncService',
    '      Requires: charging=true batteryNotLow=false deviceIdle=false',
    '    Required constraints: CHARGING TIMING_DELAY',
    '',
  ].join('\n');
}

const HISTORY = [
  'Job history:',
  '  -15s819ms START: #u0a80/25 com.example/.SyncService',
  'Active jobs:',
  '  Slot #0: e61d7bf com.example/.SyncService',
  '',
].join('\n');

describe('dumpsys jobscheduler', () => {
  it.each([
    ['of 6 to 16', '#u0a80/1024: e61d7bf com.example/.SyncService', { id: 1024 }],
    ['with a negative number', '#u0a80/-3: e61d7bf com.example/.SyncService', { id: -3 }],
    ['of a user without a short name', '#1000/7: e61d7bf com.example/.SyncService', { id: 7 }],
    [
      'in a namespace of 14 and later',
      'androidx.work.systemjobscheduler:u0a80/2: 17e38cd @androidx.work.systemjobscheduler@com.example/androidx.work.SystemJobService',
      { id: 2, namespace: 'androidx.work.systemjobscheduler' },
    ],
  ])('names a job %s', (_form, header, expected) => {
    expect(parsePendingJobs(job(header, 'com.example') + HISTORY, 'com.example')).toEqual([
      { package: 'com.example', ...expected },
    ]);
  });

  it('takes what the system runs in the name of an app for its own', () => {
    const sync = job('#1000/12: 3e4d5f6 android/com.android.server.content.SyncJobService', 'com.example');
    expect(parsePendingJobs(sync, 'com.example')).toEqual([{ package: 'android', id: 12 }]);
  });

  it('leaves other apps alone, also those whose name begins alike, and what has run already', () => {
    const others =
      job('#u0a81/1: 68aa23f com.example.two/.S', 'com.example.two') +
      job('#u0a82/2: 68aa23f com.other/.S', 'com.other');
    expect(parsePendingJobs(others + HISTORY, 'com.example')).toEqual([]);
    expect(parsePendingJobs('Started users: [0]\nNone.\n', 'com.example')).toEqual([]);
  });
});

describe('forcing a job', () => {
  it.each([
    [{ package: 'a.b', id: 1 }, 'cmd jobscheduler run -f a.b 1'],
    [{ package: 'a.b', id: 1, namespace: 'x y' }, "cmd jobscheduler run -f -n 'x y' a.b 1"],
  ])('asks for %j', async (pending, line) => {
    const { asked, adb } = phone({ exitCode: 0, stdout: 'Running job [FORCED]\n', stderr: '' });
    expect(await forceJob(adb, pending)).toMatch(/^ran the job a\.b /);
    expect(asked).toEqual([line]);
  });

  it('says why the phone refused', async () => {
    const { adb } = phone({ exitCode: 23, stdout: '', stderr: 'Could not find job 1 in package a.b\n' });
    expect(await forceJob(adb, { package: 'a.b', id: 1 })).toBe(
      'the job a.b 1 could not be run: Could not find job 1 in package a.b',
    );
  });
});

function phone(outcome: Awaited<ReturnType<Adb['attempt']>>): { asked: string[]; adb: Adb } {
  const asked: string[] = [];
  const adb: Pick<Adb, 'attempt'> = {
    async attempt(line) {
      asked.push(line);
      return outcome;
    },
  };
  return { asked, adb: adb as Adb };
}
