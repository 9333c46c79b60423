import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { App } from './parts.ts';
import { startHandset } from './phone.ts';

const USAGE = `usage: npm run handset -- [options]

  --port=<n>          where adb connects to: adb connect 127.0.0.1:<n> (default: a free port)
  --jrapp-version=<n> com.jd.jrapp 5.0.4 (as designed), 5.0.5 (as reported; default) or 5.0.6 (withdrawn)
  --jrapp=<variant>   its 5.0.5 as: as-reported, honest, copies-to-internal, uploads-in-background, …
  --app-module=<file> install an app of yours, as handset/apps/README.md describes (repeatable)
  --build=<type>      userdebug (default, with su) or user (without)
  --rom=<maker>       whose Android 9: aosp (default), miui, emui, oneui, coloros or flyme
  --time-zone=<name>  where the phone is, as an IANA name: Asia/Shanghai (default: GMT)
  --auth=<answer>     ask for leave to debug, which the owner gives: allowed, or unanswered (default: ask nobody)
  --exit-with-parent  end when standard input closes
  --help

A simulated Android 9 phone. When it is ready it prints one line of JSON.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'jrapp-version': { type: 'string' },
      jrapp: { type: 'string' },
      'app-module': { type: 'string', multiple: true },
      build: { type: 'string' },
      rom: { type: 'string' },
      'time-zone': { type: 'string' },
      auth: { type: 'string' },
      'exit-with-parent': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return void process.stdout.write(`${USAGE}\n`);
  if (values.build !== undefined && values.build !== 'user' && values.build !== 'userdebug') {
    throw new Error(`--build=${values.build} is unknown; say user or userdebug`);
  }
  if (values.auth !== undefined && values.auth !== 'allowed' && values.auth !== 'unanswered') {
    throw new Error(`--auth=${values.auth} is unknown; say allowed or unanswered`);
  }
  const port = portOf(values.port);
  const apps = await appsOf(values['app-module'] ?? []);
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const directory = await mkdtemp(path.join(tmpdir(), 'telltale-handset-'));
  const handset = await startHandset({
    directory,
    log,
    port,
    apps,
    ...(values['jrapp-version'] === undefined ? {} : { jrappVersion: values['jrapp-version'] }),
    ...(values.jrapp === undefined ? {} : { jrapp: values.jrapp }),
    ...(values.build === undefined ? {} : { build: values.build }),
    ...(values.rom === undefined ? {} : { rom: values.rom }),
    ...(values['time-zone'] === undefined ? {} : { timeZone: values['time-zone'] }),
    ...(values.auth === undefined ? {} : { auth: values.auth }),
  }).catch(async (error: unknown) => {
    await rm(directory, { recursive: true, force: true });
    throw error;
  });
  const { internet, limits } = handset;
  const serial = `127.0.0.1:${handset.port}`;
  log(`A simulated phone, Android 9. Connect with: adb connect ${serial}`);
  for (const limit of limits) log(`Not faithful here: ${limit}`);
  const ready = {
    ready: true,
    serial,
    port: handset.port,
    gateway: internet.gateway,
    authorityFile: internet.authorityFile,
    limits,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  await ended(values['exit-with-parent'] === true);
  await handset.stop();
}

/** Most phones have none, and need not wait for what loads and checks them. */
async function appsOf(files: readonly string[]): Promise<readonly App[]> {
  if (files.length === 0) return [];
  const { loadAppModules } = await import('./apps/app-module.ts');
  return await loadAppModules(files);
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
