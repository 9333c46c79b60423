import type { Intent } from '../../../app-parts.ts';
import { complain, say } from '../../arguments.ts';
import type { Caller } from '../../components/component-parts.ts';
import type { AmCall, AmVerb } from './am-verb.ts';
import { intentText } from './intent-text.ts';
import { type AmIntent, parseIntent } from './parse-intent.ts';
import { chosenUser } from './shell-words.ts';

/** The shell as others see it that it starts something of. */
export function shellCaller({ call: { uid } }: AmCall, user: AmIntent['user']): Caller {
  return { uid, pid: 2_000, package: 'com.android.shell', user: chosenUser(user) ?? 'all' };
}

/** `am startservice` and `am start-foreground-service` (ActivityManagerShellCommand.runStartService). */
function starting(names: readonly string[], foreground: boolean): AmVerb {
  return {
    names,
    async run(am) {
      const { framework, call, words } = am;
      const { intent, user } = parseIntent(words);
      if (user === 'all') return complain(call, "Error: Can't start activity with user 'all'", 255);
      say(call, `Starting service: ${intentText(intent)}\n`);
      if (await startedOfApk(am, intent, chosenUser(user))) return 0;
      const started = await framework.components.services.start(shellCaller(am, user), intent, foreground);
      switch (started.kind) {
        case 'started':
          return 0;
        case 'refused':
          return complain(call, `Error: ${started.why}`, 255);
        case 'not-found':
          return complain(call, 'Error: Not found; no service started.', 255);
      }
    },
  };
}

/** The code of an APK does not run here, so that nothing is known of its services: its process starts. */
async function startedOfApk(
  { framework }: AmCall,
  { component: named }: Intent,
  userId: number | undefined,
): Promise<boolean> {
  const known = framework.packages.get(named?.package ?? '', userId);
  if (known === undefined || known.app !== undefined) return false;
  framework.activities.stopped.start(known);
  await framework.activities.ensureProcess(known.package, userId);
  return true;
}

const stopService: AmVerb = {
  names: ['stopservice', 'stop-service'],
  async run(am) {
    const { framework, call, words } = am;
    const { intent, user } = parseIntent(words);
    if (user === 'all') return complain(call, "Error: Can't stop activity with user 'all'", 255);
    say(call, `Stopping service: ${intentText(intent)}\n`);
    const stopped = await framework.components.services.stop(shellCaller(am, user), intent);
    // Both are said on standard error, and both with that exit code (runStopService).
    const said = stopped === true ? 'Service stopped' : 'Service not stopped: was not running.';
    return complain(call, said, 255);
  },
};

export const SERVICE_VERBS: readonly AmVerb[] = [
  starting(['startservice', 'start-service'], false),
  starting(
    ['startforegroundservice', 'startfgservice', 'start-foreground-service', 'start-fg-service'],
    true,
  ),
  stopService,
];
