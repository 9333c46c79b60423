import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { App } from './app-parts.ts';
import { PHONE_DIRECTORY } from './control/control-socket.ts';
import type { InternetHost } from './internet/host.ts';
import { markOwner, removeLeftOver } from './left-over.ts';
import type { HandsetOptions, RunningHandset } from './phone.ts';

const USAGE = `usage: npm run handset -- [options]
       npm run handset -- ctl --port=<n> <verb>   does something to a running phone; the verb help lists what

  --android=<version> 8.1, 9 (default), 10, 11, 13, 14 or 16
  --port=<n>          where adb connects to: adb connect 127.0.0.1:<n> (default: a free port)
  --jrapp-version=<n> com.jd.jrapp 5.0.4 (as designed), 5.0.5 (as reported; default) or 5.0.6 (withdrawn)
  --jrapp=<variant>   its 5.0.5 as: as-reported, honest, copies-to-internal, uploads-in-background, …
  --permissions=ask   no permission was allowed yet: apps have to ask for them (default: granted)
  --clone=<package>   that app is there twice, for another user, as makers' dual apps are
  --sdcard=<serial>   a card is in the phone, such as 1A2B-3C4D: a removable volume at /storage/1A2B-3C4D
  --app-module=<file> install an app of yours, as handset/apps/README.md describes (repeatable)
  --internet-module=<file>  put hosts of yours into the phone's internet (repeatable)
  --build=<type>      userdebug (default, with su) or user (without)
  --rom=<maker>       whose Android: aosp (default), miui, emui, oneui, coloros or flyme
  --time-zone=<name>  where the phone is, as an IANA name: Asia/Shanghai (default: GMT)
  --auth=<answer>     ask for leave to debug, which the owner gives: allowed, or unanswered (default: ask nobody)
  --exit-with-parent  end when standard input closes
  --help

A simulated Android phone. When it is ready it prints one line of JSON.`;

const OPTIONS = {
  android: { type: 'string' },
  port: { type: 'string' },
  'jrapp-version': { type: 'string' },
  jrapp: { type: 'string' },
  clone: { type: 'string' },
  sdcard: { type: 'string' },
  permissions: { type: 'string' },
  'app-module': { type: 'string', multiple: true },
  'internet-module': { type: 'string', multiple: true },
  build: { type: 'string' },
  rom: { type: 'string' },
  'time-zone': { type: 'string' },
  auth: { type: 'string' },
  'exit-with-parent': { type: 'boolean' },
  help: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

async function main(): Promise<void> {
  const [first, ...behind] = process.argv.slice(2);
  if (first === 'ctl') {
    const { ctl } = await import('./control/ctl.ts');
    return void process.stdout.write(`${await ctl(behind)}\n`);
  }
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help === true) return void process.stdout.write(`${USAGE}\n`);
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const choices = await choicesOf(values);
  const { startHandset } = await import('./phone.ts');
  const directory = await mkdtemp(path.join(tmpdir(), PHONE_DIRECTORY));
  await markOwner(directory);
  const handset = await startHandset({ directory, log, ...choices }).catch(async (error: unknown) => {
    await rm(directory, { recursive: true, force: true });
    throw error;
  });
  announce(handset, log);
  // Nobody waits for this, and a phone starts without it.
  void removeLeftOver(tmpdir()).catch((error) => log(`Left-over phones were not removed: ${error}`));
  // What the first session of a driver needs comes when nobody waits for the phone any more.
  void import('./ui/uiautomator-server.ts');
  await ended(values['exit-with-parent'] === true);
  await handset.stop();
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

async function choicesOf(values: Values): Promise<Omit<HandsetOptions, 'directory' | 'log'>> {
  const { android, jrapp, rom, 'jrapp-version': jrappVersion, 'time-zone': timeZone } = values;
  const build = oneOf('build', values.build, ['user', 'userdebug']);
  const permissions = oneOf('permissions', values.permissions, ['granted', 'ask']);
  const auth = oneOf('auth', values.auth, ['allowed', 'unanswered']);
  return {
    port: portOf(values.port),
    apps: await appsOf(values['app-module'] ?? []),
    hosts: await hostsOf(values['internet-module'] ?? []),
    ...(android === undefined ? {} : { android }),
    ...(jrappVersion === undefined ? {} : { jrappVersion }),
    ...(jrapp === undefined ? {} : { jrapp }),
    ...(permissions === undefined ? {} : { permissions }),
    ...(values.clone === undefined ? {} : { clone: values.clone }),
    ...(values.sdcard === undefined ? {} : { sdcard: values.sdcard }),
    ...(build === undefined ? {} : { build }),
    ...(rom === undefined ? {} : { rom }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(auth === undefined ? {} : { auth }),
  };
}

function oneOf<Word extends string>(
  option: string,
  said: string | undefined,
  words: readonly [Word, Word],
): Word | undefined {
  const word = words.find((one) => one === said);
  if (said === undefined || word !== undefined) return word;
  throw new Error(`--${option}=${said} is unknown; say ${words.join(' or ')}`);
}

function announce(handset: RunningHandset, log: (line: string) => void): void {
  const { android, control, internet, limits, port } = handset;
  const serial = `127.0.0.1:${port}`;
  log(`A simulated phone, Android ${android}. Connect with: adb connect ${serial}`);
  for (const limit of limits) log(`Not faithful here: ${limit}`);
  const { gateway, authorityFile } = internet;
  const ready = { ready: true, android, serial, port, gateway, authorityFile, control, limits };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

/** Most phones have none, and need not wait for what loads and checks them. */
async function appsOf(files: readonly string[]): Promise<readonly App[]> {
  if (files.length === 0) return [];
  const { loadAppModules } = await import('./apps/app-module.ts');
  return await loadAppModules(files);
}

async function hostsOf(files: readonly string[]): Promise<readonly InternetHost[]> {
  if (files.length === 0) return [];
  const { loadInternetModules } = await import('./internet/internet-module.ts');
  return await loadInternetModules(files);
}

/** 0 stands for a free one. */
function portOf(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text !== '') return port;
  throw new Error(`--port=${text} is no port; say a number up to 65535, or leave it out for a free one`);
}

/** Resolves when somebody wants the phone to end. */
async function ended(withParent: boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    if (withParent)
      process.stdin
        .resume()
        .once('end', () => resolve())
        .once('close', () => resolve());
  });
}

await main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
