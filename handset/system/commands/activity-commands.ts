import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import type { AmVerb } from './am/am-verb.ts';
import { createInstrument } from './am/instrument.ts';
import { PROCESS_VERBS } from './am/process-verbs.ts';
import { BROADCAST_VERBS } from './am/send-broadcast.ts';
import { AmException, ShellWords } from './am/shell-words.ts';
import { STANDBY_VERBS } from './am/standby-verbs.ts';
import { startActivity } from './am/start-activity.ts';
import { SERVICE_VERBS } from './am/start-service.ts';
import { TASK_VERBS } from './am/task-verbs.ts';
import { type JavaException, thrown } from './java-exception.ts';

const VERBS: readonly AmVerb[] = [
  startActivity,
  ...SERVICE_VERBS,
  ...BROADCAST_VERBS,
  ...PROCESS_VERBS,
  ...STANDBY_VERBS,
  ...TASK_VERBS,
];

/** `am`. */
export const activityCommands: CommandMaker = (framework) => {
  const instrument = createInstrument();
  framework.activities.events.on((event) => {
    // The instrumented server runs for the owner.
    if (event.kind === 'force-stopped' && (event.userId ?? 0) === 0) void instrument.stop(event.package);
  });
  const verbs = byName([...VERBS, instrument.verb]);
  return [['am', (call) => activityManager(framework, verbs, { call, words: call.argv.slice(1) })]];
};

const OF_THE_SERVICE = byName([
  ...VERBS,
  {
    names: ['instrument'],
    run: ({ call }) => say(call, "Error: must be invoked through 'am instrument'.\n", 255),
  },
]);

/** `cmd activity`, around which `am` is a script, but for instrumentation. */
export async function activityService(
  framework: Framework,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  return await activityManager(framework, OF_THE_SERVICE, { call, words });
}

function byName(verbs: readonly AmVerb[]): ReadonlyMap<string, AmVerb> {
  return new Map(verbs.flatMap((verb) => verb.names.map((name) => [name, verb] as const)));
}

async function activityManager(
  framework: Framework,
  verbs: ReadonlyMap<string, AmVerb>,
  { call, words }: { readonly call: CommandCall; readonly words: readonly string[] },
): Promise<number> {
  const { api } = framework.android;
  const [name, ...rest] = words;
  const verb = verbs.get(name ?? '');
  if (name === undefined) return complain(call, 'Unknown command: null', 255);
  if (verb === undefined || (verb.from ?? 0) > api) return say(call, `Unknown command: ${name}\n`, 255);
  try {
    return await verb.run({ framework, call, words: new ShellWords(rest) });
  } catch (error) {
    const exception = error instanceof AmException ? error.exception : javaException(error);
    if (exception === undefined) throw error;
    return thrown(call, api, name, exception);
  }
}

/** Parts of the framework throw errors whose text begins with the class of the exception. */
function javaException(error: unknown): JavaException | undefined {
  const [, kind, message] =
    /^((?:java|android)\.[\w.$]+): (.*)$/s.exec(error instanceof Error ? error.message : '') ?? [];
  return kind === undefined || message === undefined ? undefined : { kind, message };
}
