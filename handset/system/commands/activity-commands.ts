import type { CommandCall, Intent } from '../../parts.ts';
import { uiAutomatorParts } from '../../ui/uiautomator-parts.ts';
import { startUiAutomatorServer, type UiAutomatorServer } from '../../ui/uiautomator-server.ts';
import { complain, say, takeApart } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import { component } from './package-commands.ts';

/** `am`. */
export const activityCommands: CommandMaker = (framework) => {
  const instrumentation: Instrumentation = { server: undefined };
  return [['am', async (call) => await activityCommand(framework, instrumentation, call)]];
};

interface Instrumentation {
  server: UiAutomatorServer | undefined;
}

const UIAUTOMATOR_TEST = 'io.appium.uiautomator2.server.test';
const UIAUTOMATOR_PORT = 6790;

async function activityCommand(
  framework: Framework,
  instrumentation: Instrumentation,
  call: CommandCall,
): Promise<number> {
  const [, verb = '', ...words] = call.argv;
  switch (verb) {
    case 'start':
    case 'start-activity':
      return await start(framework, call, words);
    case 'startservice':
    case 'start-service':
    case 'start-foreground-service':
      return await startService(framework, call, words);
    case 'force-stop':
      return await forceStop(framework, instrumentation, call, words);
    case 'broadcast':
      return await broadcast(framework, call, words);
    case 'instrument':
      return await instrument(framework, instrumentation, call, words);
    default:
      return complain(call, `Unknown command: ${verb}`, 255);
  }
}

const INTENT_VALUES = [
  '-a',
  '-c',
  '-d',
  '-t',
  '-n',
  '-p',
  '-f',
  '--user',
  '--display',
  '--activity-brought-to-front',
];

function intentOf(words: readonly string[]): {
  readonly intent: Intent;
  readonly waits: boolean;
  readonly stops: boolean;
  readonly unknown: string | undefined;
} {
  const extras: Record<string, string> = {};
  const plain: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (/^(?:-e|--e[szilfu]|--esn)$/.test(word)) {
      extras[words[index + 1] ?? ''] = words[index + 2] ?? '';
      index += 2;
    } else plain.push(word);
  }
  const args = takeApart(plain, INTENT_VALUES, ['-W', '-S', '-D', '-N', '-R', '--no-window-animation']);
  const named = args.value('-n') ?? (args.rest[0]?.includes('/') === true ? args.rest[0] : undefined);
  const uri = args.value('-d') ?? (args.rest[0]?.includes(':') === true ? args.rest[0] : undefined);
  const intent: Intent = {
    extras,
    ...optional('action', args.value('-a')),
    ...optional('component', named === undefined ? undefined : componentOf(named)),
    ...optional('uri', uri),
    ...optional('mimeType', args.value('-t')),
  };
  return { intent, waits: args.has('-W'), stops: args.has('-S'), unknown: args.unknown };
}

function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value });
}

function componentOf(named: string): { readonly package: string; readonly activity: string } {
  const [name = '', activity = ''] = named.split('/');
  return { package: name, activity: activity.startsWith('.') ? `${name}${activity}` : activity };
}

async function start(
  { activities, clock }: Framework,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  const { intent, waits, stops, unknown } = intentOf(words);
  if (unknown !== undefined) return complain(call, `Error: Unknown option: ${unknown}`, 255);
  if (stops && intent.component !== undefined) await activities.forceStop(intent.component.package);
  say(call, `Starting: Intent { ${shown(intent)} }\n`);
  const beganMs = clock.elapsed();
  try {
    const started = await activities.start(intent);
    if (!waits) return 0;
    const took = clock.elapsed() - beganMs;
    return say(
      call,
      `Status: ok\nActivity: ${component({ package: started.package }, started.activity)}\nThisTime: ${took}\nTotalTime: ${took}\nWaitTime: ${took + 3}\nComplete\n`,
    );
  } catch (error) {
    // Android 9 says so on standard error and exits with 0 all the same.
    return complain(call, error instanceof Error ? error.message : String(error), 0);
  }
}

function shown(intent: Intent): string {
  const parts = [
    intent.action === undefined ? '' : `act=${intent.action}`,
    intent.uri === undefined ? '' : `dat=${intent.uri.replace(/(?<=:\/\/[^/]+\/).*/, '...')}`,
    intent.component === undefined ? '' : `cmp=${component(intent.component, intent.component.activity)}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

async function startService(
  { activities, packages }: Framework,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  const { intent } = intentOf(words);
  const name = intent.component?.package ?? '';
  if (packages.get(name) === undefined) return complain(call, 'Error: Not found; no service started.', 255);
  await activities.ensureProcess(name);
  return say(call, `Starting service: Intent { ${shown(intent)} }\n`);
}

async function forceStop(
  { activities }: Framework,
  instrumentation: Instrumentation,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  const name = takeApart(words, ['--user'], []).rest[0];
  if (name === undefined) return complain(call, 'Error: No package name specified', 255);
  if (name.startsWith('io.appium.uiautomator2.server')) await instrumentation.server?.stop();
  await activities.forceStop(name);
  return 0;
}

/** Answers as the receivers of Appium's helper do that are there; everything else is received by nobody. */
async function broadcast(
  _framework: Framework,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  const { intent } = intentOf(words);
  return say(call, `Broadcasting: Intent { ${shown(intent)} flg=0x400000 }\nBroadcast completed: result=0\n`);
}

async function instrument(
  framework: Framework,
  instrumentation: Instrumentation,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  const named = words.at(-1) ?? '';
  const [name = '', runner = ''] = named.split('/');
  const known = framework.packages.get(name);
  if (known === undefined || !known.instrumentations.some((one) => one.name === runner)) {
    return complain(
      call,
      `INSTRUMENTATION_FAILED: ${named}\nandroid.util.AndroidException: INSTRUMENTATION_FAILED: ${named}`,
      1,
    );
  }
  if (name !== UIAUTOMATOR_TEST) {
    return complain(
      call,
      `INSTRUMENTATION_RESULT: shortMsg=the handset cannot run the code of ${name}\nINSTRUMENTATION_CODE: 0`,
      1,
    );
  }
  await instrumentation.server?.stop();
  const server = await startUiAutomatorServer({
    ...uiAutomatorParts(framework),
    loopback: framework.loopback,
    port: UIAUTOMATOR_PORT,
  });
  instrumentation.server = server;
  for (const process of ['io.appium.uiautomator2.server', name])
    await framework.activities.ensureProcess(process);
  say(
    call,
    'INSTRUMENTATION_STATUS: class=io.appium.uiautomator2.server.test.AppiumUiAutomator2Server\nINSTRUMENTATION_STATUS_CODE: 1\n',
  );
  call.signal.addEventListener('abort', () => void server.stop(), { once: true });
  await server.closed;
  if (instrumentation.server === server) instrumentation.server = undefined;
  for (const process of ['io.appium.uiautomator2.server', name])
    await framework.activities.forceStop(process);
  return say(call, 'INSTRUMENTATION_CODE: -1\n');
}
