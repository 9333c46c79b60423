import type { PendingJob } from '../model/signal.ts';
import type { Adb } from './adb.ts';
import { shellLine } from './shell-quote.ts';

/**
 * `JOB #u0a80/1024: e61d7bf com.example/.Service` on every version; with a namespace, from 14 on,
 * `JOB name:u0a216/2: 17e38cd @name@com.example/.Service` (JobStatus.printUniqueId and toShortStringExceptUniqueId).
 */
const HEADER = /^(?:#|(\S+):)\S+?\/(-?\d+): \S+ (?:@[^@]*@)?([\w.]+)\//;

/** The jobs in `dumpsys jobscheduler` that are the package's, or that others run in its name (`Source: … pkg=`). */
export function parsePendingJobs(output: string, packageName: string): readonly PendingJob[] {
  return output
    .split(/^ {2}JOB /m)
    .slice(1)
    .flatMap((block) => {
      const [, namespace, id, owner] = HEADER.exec(block) ?? [];
      if (id === undefined || owner === undefined) return [];
      const source = /^ +Source: .*\bpkg=(\S+)/m.exec(block)?.[1];
      if (owner !== packageName && source !== packageName) return [];
      return [{ package: owner, id: Number(id), ...(namespace === undefined ? {} : { namespace }) }];
    });
}

/** Runs a job at once, whatever it waits for. Says what came of it, in the phone's words when it was refused. */
export async function forceJob(adb: Adb, job: PendingJob): Promise<string> {
  const { namespace, id } = job;
  const outcome = await adb.attempt(
    shellLine([
      'cmd',
      'jobscheduler',
      'run',
      '-f',
      ...(namespace === undefined ? [] : ['-n', namespace]),
      job.package,
      String(id),
    ]),
  );
  const said = `${outcome.stdout}${outcome.stderr}`.trim().split('\n')[0] ?? '';
  const name = `${job.package} ${namespace === undefined ? '' : `${namespace} `}${id}`;
  return outcome.exitCode === 0
    ? `ran the job ${name}`
    : `the job ${name} could not be run: ${said === '' ? `exit code ${outcome.exitCode}` : said}`;
}
