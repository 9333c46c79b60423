import type { CommandCall } from '../../parts.ts';
import { type AppOps, type Operation, type OpMode, operationNamed } from '../appops.ts';
import { complain, say, takeApart } from '../arguments.ts';
import { duration } from '../dumps/forms.ts';
import type { Framework } from '../framework.ts';

const MODES: readonly OpMode[] = ['allow', 'ignore', 'deny', 'default'];

/** `appops get|set`, which is `cmd appops` by another name. */
export function appopsCommand(framework: Framework, call: CommandCall, words: readonly string[]): number {
  const [verb, ...rest] = words;
  const failed = (text: string): number => complain(call, `Error: ${text}`, 255);
  if (verb !== 'get' && verb !== 'set') return complain(call, `Unknown command: ${verb ?? ''}`, 255);
  const args = takeApart(rest, ['--user'], []);
  if (args.unknown !== undefined) return failed(`Unsupported option: ${args.unknown}`);
  const [name, operation, mode] = args.rest;
  if (name === undefined) return failed('Package name not specified.');
  if (operation === undefined && verb === 'set') return failed('Operation not specified.');
  const named = operation === undefined ? undefined : operationNamed(operation);
  if (operation !== undefined && named === undefined) return failed(`Unknown operation string: ${operation}`);
  if (framework.packages.get(name) === undefined) return failed(`No UID for ${name} in user 0`);
  const { appOps } = framework.activities;
  if (verb === 'get') return get(call, framework, appOps.operations(name), named);
  return set(call, appOps, { name, operation: named ?? '', mode });
}

function get(
  call: CommandCall,
  framework: Framework,
  operations: readonly Operation[],
  wanted: string | undefined,
): number {
  const shown = operations.filter(({ name }) => wanted === undefined || name === wanted);
  if (shown.length === 0) return say(call, 'No operations.\n');
  const nowMs = framework.now();
  const latest = (label: string, times: ReadonlyMap<unknown, number>): string =>
    times.size === 0 ? '' : `; ${label}=${duration(nowMs - Math.max(...times.values()))} ago`;
  return say(
    call,
    shown
      .map(
        ({ name, mode, accessMs, rejectMs }) =>
          `${name}: ${mode}${latest('time', accessMs)}${latest('rejectTime', rejectMs)}\n`,
      )
      .join(''),
  );
}

function set(
  call: CommandCall,
  appOps: AppOps,
  change: { readonly name: string; readonly operation: string; readonly mode: string | undefined },
): number {
  const mode = MODES.find((one) => one === change.mode);
  if (change.mode === undefined) return complain(call, 'Error: Mode not specified.', 255);
  if (mode === undefined) return complain(call, `Error: Mode ${change.mode} is not valid`, 255);
  appOps.set(change.name, change.operation, mode);
  return 0;
}
