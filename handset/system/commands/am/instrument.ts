import type { CommandCall } from '../../../shell-parts.ts';
import { uiAutomatorParts } from '../../../ui/uiautomator-parts.ts';
import type { UiAutomatorServer } from '../../../ui/uiautomator-server.ts';
import { complain, say } from '../../arguments.ts';
import type { Framework } from '../../framework.ts';
import type { AmCall, AmVerb } from './am-verb.ts';
import { componentOf } from './parse-intent.ts';
import { type ShellWords, userArgument } from './shell-words.ts';

const UIAUTOMATOR_TEST = 'io.appium.uiautomator2.server.test';
const UIAUTOMATOR_SERVER = 'io.appium.uiautomator2.server';
const UIAUTOMATOR_PORT = 6790;

/** `am instrument`, which is a program of its own (Am.runInstrument): Appium's UiAutomator2 server alone runs here. */
export function createInstrument(): { readonly verb: AmVerb; stop(packageName: string): Promise<void> } {
  let running: UiAutomatorServer | undefined;
  return {
    async stop(packageName) {
      if (packageName.startsWith(UIAUTOMATOR_SERVER)) await running?.stop();
    },
    verb: {
      names: ['instrument'],
      async run({ framework, call, words }: AmCall): Promise<number> {
        const unknown = skipOptions(words);
        // Am prints the message and returns: the exit code is 0.
        if (unknown !== undefined) return complain(call, `Error: Unknown option: ${unknown}`, 0);
        const named = words.required();
        const { package: name, activity: runner } = componentOf(named);
        const known = framework.packages.get(name);
        if (known === undefined || !known.instrumentations.some((one) => one.name === runner))
          return notThere(call, named, { name, runner });
        if (name !== UIAUTOMATOR_TEST) {
          const cannot = `INSTRUMENTATION_RESULT: shortMsg=the handset cannot run the code of ${name}\nINSTRUMENTATION_CODE: 0`;
          return complain(call, cannot, 1);
        }
        await running?.stop();
        const server = await startServer(framework);
        running = server;
        await serve(framework, call, server);
        if (running === server) running = undefined;
        for (const one of [UIAUTOMATOR_SERVER, name]) await framework.activities.forceStop(one);
        return say(call, 'INSTRUMENTATION_CODE: -1\n');
      },
    },
  };
}

const ALONE = new Set([
  ...['-w', '-r', '-m', '--no_window_animation', '--no-window-animation', '--no-hidden-api-checks'],
  ...['--no-test-api-checks', '--no-test-api-access', '--no-isolated-storage', '--no-logcat', '--no-restart'],
]);
const WITH_VALUE = new Set(['-p', '-f', '--abi']);

function skipOptions(words: ShellWords): string | undefined {
  for (let option = words.option(); option !== undefined; option = words.option()) {
    if (option === '-e') {
      words.required();
      words.required();
    } else if (option === '--user') userArgument(words.required());
    else if (WITH_VALUE.has(option)) words.required();
    else if (!ALONE.has(option)) return option;
  }
  return undefined;
}

function notThere(
  call: CommandCall,
  named: string,
  { name, runner }: { readonly name: string; readonly runner: string },
): number {
  say(
    call,
    `INSTRUMENTATION_STATUS: id=ActivityManagerService\nINSTRUMENTATION_STATUS: Error=Unable to find instrumentation info for: ComponentInfo{${name}/${runner}}\nINSTRUMENTATION_STATUS_CODE: -1\n`,
  );
  return complain(
    call,
    `INSTRUMENTATION_FAILED: ${named}\nandroid.util.AndroidException: INSTRUMENTATION_FAILED: ${named}`,
    1,
  );
}

async function startServer(framework: Framework): Promise<UiAutomatorServer> {
  const { loopback } = framework;
  // It brings XPath and a parser of XML along: a phone that no driver comes to boots faster without them.
  const { startUiAutomatorServer } = await import('../../../ui/uiautomator-server.ts');
  return await startUiAutomatorServer({ ...uiAutomatorParts(framework), loopback, port: UIAUTOMATOR_PORT });
}

/** Until somebody ends it; meanwhile both packages' processes are held as those of an instrumentation are. */
async function serve({ activities }: Framework, call: CommandCall, server: UiAutomatorServer): Promise<void> {
  for (const one of [UIAUTOMATOR_SERVER, UIAUTOMATOR_TEST]) {
    const process = await activities.ensureProcess(one);
    if (process !== undefined) activities.states.hold(process, 'instrumentation');
  }
  const began = `INSTRUMENTATION_STATUS: class=${UIAUTOMATOR_TEST}.AppiumUiAutomator2Server\nINSTRUMENTATION_STATUS_CODE: 1\n`;
  say(call, began);
  call.signal.addEventListener('abort', () => void server.stop(), { once: true });
  await server.closed;
}
