import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAdb } from '../helpers/device/adb.ts';
import { readDeviceFacts } from '../helpers/device/device-facts.ts';
import { runProcess } from '../helpers/device/process-runner.ts';
import { HarnessError } from '../helpers/model/harness-error.ts';
import { parseNewAppOptions, USAGE } from './new-app/options.ts';
import { profileDraft } from './new-app/profile-draft.ts';
import { readApp } from './new-app/read-app.ts';
import { print, runCommand } from './run-command.ts';
import { adbTarget } from './verify/environment.ts';
import { openPhone } from './verify/phone.ts';
import { findTools } from './verify/tools.ts';

const PROJECT = path.dirname(import.meta.dirname);

type Options = Exclude<ReturnType<typeof parseNewAppOptions>, 'help'>;

/** `npm run new-app -- <package>`: a profile to fill in, from what the phone says of the package. */
async function newApp(argv: readonly string[]): Promise<number> {
  const options = parseNewAppOptions(argv);
  if (options === 'help') {
    print(USAGE);
    return 0;
  }
  const draft = await draftFromPhone(options);
  const file = path.join(PROJECT, 'apps', options.id, 'profile.yaml');
  await writeNew(file, draft);
  const shown = path.relative(process.cwd(), file);
  print(`Wrote ${shown}. Fill in each TODO, then: npm run verify -- --app=${options.id}`);
  return 0;
}

async function draftFromPhone(options: Options): Promise<string> {
  const tools = await findTools(PROJECT, process.env);
  const runDirectory = await mkdtemp(path.join(tmpdir(), 'telltale-new-app-'));
  try {
    await mkdir(path.join(runDirectory, 'logs'));
    const { adb: adbProgram, sdkDirectory } = tools;
    const parts = { project: PROJECT, runDirectory, adbProgram, sdkDirectory, handsetSetup: [] };
    const phone = await openPhone(options, parts);
    try {
      const adb = createAdb(adbTarget(phone), runProcess, () => undefined);
      const { model, androidRelease } = await readDeviceFacts(adb, phone.kind, false);
      const app = await readApp(adb, options.package);
      return profileDraft(app, options.id, `${model}, Android ${androidRelease}`);
    } finally {
      await phone.stop();
    }
  } finally {
    await rm(runDirectory, { recursive: true, force: true });
  }
}

/** Never over a profile that is there: somebody may have filled it in. */
async function writeNew(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    throw new HarnessError('USAGE', {
      what: `${path.relative(process.cwd(), file)} is there already`,
      why: 'new-app never writes over a profile',
      remedy: 'choose another folder with --id=<name>, or remove that one by hand',
      cause,
    });
  }
}

await runCommand(newApp);
