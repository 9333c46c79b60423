import type { CommandCall } from '../../shell-parts.ts';
import { type Arguments, complain, say, takeApart } from '../arguments.ts';
import { constraintsHold } from '../components/job-record.ts';
import { uidName } from '../dumps/activity/process-names.ts';
import type { Framework } from '../framework.ts';
import type { InstalledPackage } from '../package-state.ts';

/** JobSchedulerShellCommand.CMD_ERR_*, of which a shell sees the last eight bits. */
const NO_PACKAGE = -1000 & 0xff;
const NO_JOB = -1001 & 0xff;
const CONSTRAINTS = -1002 & 0xff;
const REFUSED = 255;

interface JobCall {
  readonly framework: Framework;
  readonly call: CommandCall;
  readonly args: Arguments;
}

interface JobVerb {
  /** The first API level that has it; absent: all. */
  readonly from?: number;
  run(job: JobCall): number;
}

/**
 * `cmd jobscheduler`, by the sources of JobSchedulerShellCommand of 11 and of 15 (which are nearly the same). Namespaces
 * came with 14, `stop` with 15, `-s` and quotas with 11; that 8.1 and 9 have what is here without `from` is not verified.
 */
const VERBS: Readonly<Record<string, JobVerb>> = {
  run: { run: runJob },
  timeout: { run: timeoutJobs },
  stop: { from: 35, run: timeoutJobs },
  cancel: { run: cancelJobs },
  'get-battery-charging': {
    run: ({ framework, call }) => say(call, `${framework.components.jobs.conditions().charging}\n`),
  },
  'get-battery-not-low': {
    run: ({ framework, call }) => say(call, `${framework.components.jobs.conditions().batteryNotLow}\n`),
  },
  'get-storage-not-low': {
    run: ({ framework, call }) => say(call, `${framework.components.jobs.conditions().storageNotLow}\n`),
  },
  'get-job-state': { run: jobState },
  heartbeat: {
    from: 30,
    run: ({ call }) => say(call, 'Heartbeat command is no longer supported\n', REFUSED),
  },
  'trigger-dock-state': { from: 29, run: dockState },
};

export function jobschedulerCommand(
  framework: Framework,
  call: CommandCall,
  words: readonly string[],
): number {
  const { api } = framework.android;
  const [name = '', ...rest] = words;
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined || api < (verb.from ?? 0))
    return complain(call, `Unknown command: ${name}`, REFUSED);
  // Apps have no CHANGE_APP_IDLE_STATE, the shell has.
  if (call.uid >= 10_000)
    return say(
      call,
      `Exception: java.lang.SecurityException: Uid ${call.uid} not permitted to force scheduled jobs\n`,
      REFUSED,
    );
  const namespaces = api >= 34 ? ['-n', '--namespace'] : [];
  const satisfied = api >= 30 ? ['-s', '--satisfied'] : [];
  const args = takeApart(rest, ['-u', '--user', ...namespaces], ['-f', '--force', ...satisfied]);
  if (args.unknown !== undefined) return say(call, `Error: unknown option '${args.unknown}'\n`, REFUSED);
  return verb.run({ framework, call, args });
}

function runJob({ framework, call, args }: JobCall): number {
  const forced = args.has('-f') || args.has('--force');
  const satisfied = args.has('-s') || args.has('--satisfied');
  if (forced && satisfied) return say(call, 'Cannot specify both --force and --satisfied\n', REFUSED);
  const job = jobIn(args);
  if (typeof job === 'string') return say(call, job, REFUSED);
  const how = forced ? 'full' : satisfied ? 'sorting' : 'soft';
  const answer = inNamespace(args)
    ? 'no-job'
    : framework.components.jobs.run(packageOf(framework, args), job.id, how);
  if (answer !== 'running') return failed(call, args, answer);
  return say(call, `Running job${forced ? ' [FORCED]' : ''}\n`);
}

function failed(call: CommandCall, args: Arguments, why: 'no-package' | 'no-job' | 'constraints'): number {
  const [name = '', id = ''] = args.rest;
  const namespace = args.value('-n') ?? args.value('--namespace');
  const user = args.value('-u') ?? args.value('--user') ?? '0';
  const within = `${name}${namespace === undefined ? '' : ` / namespace ${namespace}`} / user ${user}`;
  if (why === 'no-package') return complain(call, `Package not found: ${name} / user ${user}`, NO_PACKAGE);
  if (why === 'no-job')
    return complain(call, `Could not find job ${Number(id)} in package ${within}`, NO_JOB);
  const text = `Job ${Number(id)} in package ${within} has functional constraints but --force not specified`;
  return complain(call, text, CONSTRAINTS);
}

/** JobSchedulerService.executeStopCommand's words. */
function timeoutJobs({ framework, call, args }: JobCall): number {
  const [name, id] = args.rest;
  const stopped = framework.components.jobs.timeout({
    packageName: name,
    userId: userIn(args),
    id: id === undefined ? undefined : Number(id),
  });
  if (stopped.length === 0) return say(call, 'No matching executing jobs found.\n');
  const lines = stopped.map(
    ({ package: known, request }) => `Timing out: #${uidName(known.uid)}/${request.id} ${request.service}\n`,
  );
  return say(call, lines.join(''));
}

/** JobSchedulerService.executeCancelCommand: nothing to cancel is no error. */
function cancelJobs({ framework, call, args }: JobCall): number {
  const [name = '', id] = args.rest;
  const known = packageOf(framework, args);
  if (known === undefined) return say(call, `Package ${name} not found.\n`, NO_PACKAGE);
  const within = `in user ${userIn(args) ?? 0}`;
  say(
    call,
    id === undefined
      ? `Canceling all jobs for ${name} ${within}\n`
      : `Canceling job ${name}/#${id} ${within}\n`,
  );
  framework.components.jobs.cancel(known, id === undefined ? undefined : Number(id));
  return 0;
}

/** JobSchedulerService.getJobState; that `ready` has a line of its own is so in the sources of 8 to 10. */
function jobState({ framework, call, args }: JobCall): number {
  const job = jobIn(args);
  if (typeof job === 'string') return say(call, job, REFUSED);
  const { jobs } = framework.components;
  const known = packageOf(framework, args);
  if (known === undefined) return failed(call, args, 'no-package');
  const found = jobs.get(known, job.id);
  if (found === undefined || inNamespace(args)) return failed(call, args, 'no-job');
  const active = found.running !== undefined;
  const ready = constraintsHold(found, jobs.conditions()) && jobs.mayRun(found);
  const states = [...(active ? ['active'] : []), ...(ready ? ['ready\n'] : [])];
  return say(call, `${states.length === 0 ? 'waiting' : states.join(' ')}\n`);
}

function dockState({ framework, call, args }: JobCall): number {
  const [state] = args.rest;
  if (state !== 'idle' && state !== 'active')
    return complain(call, `Error: unknown option ${state ?? ''}`, 1);
  framework.components.jobs.idleness.dock(state === 'idle');
  return 0;
}

/** Undefined where none is named; `cur` and what is no number mean the owner, who is always in front. */
function userIn(args: Arguments): number | undefined {
  const text = args.value('-u') ?? args.value('--user');
  if (text === undefined || text === 'all') return undefined;
  return /^\d+$/.test(text) ? Number(text) : 0;
}

function packageOf({ packages }: Framework, args: Arguments): InstalledPackage | undefined {
  return packages.get(args.rest[0] ?? '', userIn(args) ?? 0);
}

/** No job here is in a namespace. */
function inNamespace(args: Arguments): boolean {
  return (args.value('-n') ?? args.value('--namespace')) !== undefined;
}

function jobIn({ rest: [name, id] }: Arguments): { readonly id: number } | string {
  if (name === undefined || id === undefined)
    return 'Exception: java.lang.IllegalArgumentException: Argument expected after ""\n';
  if (!/^[-+]?\d{1,9}$/.test(id))
    return `Exception: java.lang.NumberFormatException: For input string: "${id}"\n`;
  return { id: Number(id) };
}
