import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startHandset } from './phone.ts';

const USAGE = `usage: npm run handset -- [options]

  --port=<n>          where adb connects to: adb connect 127.0.0.1:<n> (default: a free port)
  --jrapp=<variant>   com.jd.jrapp as: as-reported, honest, copies-to-internal, uploads-in-background, …
  --build=<type>      userdebug (default, with su) or user (without)
  --exit-with-parent  end when standard input closes
  --help

A simulated Android 9 phone. When it is ready it prints one line of JSON.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      jrapp: { type: 'string' },
      build: { type: 'string' },
      'exit-with-parent': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return void process.stdout.write(`${USAGE}\n`);
  if (values.build !== undefined && values.build !== 'user' && values.build !== 'userdebug') {
    throw new Error(`--build=${values.build} is unknown; say user or userdebug`);
  }
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const handset = await startHandset({
    directory: await mkdtemp(path.join(tmpdir(), 'telltale-handset-')),
    log,
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(values.jrapp === undefined ? {} : { jrapp: values.jrapp }),
    ...(values.build === undefined ? {} : { build: values.build }),
  });
  const { internet, limits, port } = handset;
  const serial = `127.0.0.1:${port}`;
  log(`A simulated phone, Android 9. Connect with: adb connect ${serial}`);
  for (const limit of limits) log(`Not faithful here: ${limit}`);
  const ready = {
    ready: true,
    serial,
    port,
    gateway: internet.gateway,
    authorityFile: internet.authorityFile,
    limits,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  await ended(values['exit-with-parent'] === true);
  await handset.stop();
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
