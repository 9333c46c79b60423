import { access, constants, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type RunProcess, runProcess } from '../../helpers/device/process-runner.ts';
import { HarnessError } from '../../helpers/model/harness-error.ts';

/** The programs that a run needs, where they are, and which versions they are. */
export interface Tools {
  readonly adb: string;
  /** An Android SDK of the user's that holds adb. */
  readonly sdkDirectory: string | undefined;
  readonly appiumPackage: string;
  readonly versions: Readonly<Record<string, string>>;
}

const NO_ENV = {};

/** Finds adb, Java and Appium. Rejects with `TOOL_MISSING`: what, why, and the command that mends it. */
export async function findTools(
  project: string,
  environment: Readonly<Record<string, string | undefined>>,
  run: RunProcess = runProcess,
): Promise<Tools> {
  const sdk = environment.ANDROID_HOME ?? environment.ANDROID_SDK_ROOT;
  const { adb, sdkDirectory } = await findAdb(sdk, run);
  const java = await versionOf(run, 'java', ['-version']);
  if (java === undefined)
    throw missing('Java', 'Allure makes its report with it, and no `java` is on the PATH');
  const appium = path.join(project, 'node_modules', 'appium', 'package.json');
  if (!(await readable(appium)))
    throw missing('Appium', `${path.relative(project, appium)} is not there`, 'npm ci');
  const adbVersion = (await versionOf(run, adb, ['version'])) ?? 'unknown';
  return {
    adb,
    sdkDirectory,
    appiumPackage: appium,
    versions: { telltale: await ownVersion(project, run), adb: adbVersion, java, node: process.version },
  };
}

async function findAdb(
  sdk: string | undefined,
  run: RunProcess,
): Promise<Pick<Tools, 'adb' | 'sdkDirectory'>> {
  if (sdk !== undefined) {
    const own = path.join(sdk, 'platform-tools', 'adb');
    if (await readable(own)) return { adb: own, sdkDirectory: sdk };
  }
  if ((await versionOf(run, 'adb', ['version'])) !== undefined)
    return { adb: 'adb', sdkDirectory: undefined };
  throw missing(
    'adb',
    sdk === undefined
      ? 'no `adb` is on the PATH and ANDROID_HOME is not set'
      : `${sdk} holds no platform-tools/adb and none is on the PATH`,
  );
}

/** Which code recorded, to the commit: whoever judges again needs it. A copy without its history has only the number. */
async function ownVersion(project: string, run: RunProcess): Promise<string> {
  const file = path.join(project, 'package.json');
  const number = String(JSON.parse(await readFile(file, 'utf8')).version);
  // Named outright: a copy that lies in somebody else's repository would be given that one's commit.
  const repository = [`--git-dir=${path.join(project, '.git')}`, `--work-tree=${project}`];
  const describe = ['describe', '--always', '--abbrev=40', '--exclude=*', '--dirty'];
  const commit = await versionOf(run, 'git', [...repository, ...describe]);
  return commit === undefined ? number : `${number} ${commit}`;
}

async function versionOf(
  run: RunProcess,
  program: string,
  argv: readonly string[],
): Promise<string | undefined> {
  try {
    const outcome = await run(program, argv, { env: NO_ENV, timeoutMs: 20_000 });
    if (outcome.exitCode !== 0) return undefined;
    return `${outcome.stdout.toString('utf8')}${outcome.stderr}`.trim().split('\n')[0] ?? 'unknown';
  } catch {
    return undefined; // Not there, or not a program: the caller says so with the remedy.
  }
}

async function readable(file: string): Promise<boolean> {
  return await access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}

function missing(tool: string, why: string, command = './setup.sh'): HarnessError {
  return new HarnessError('TOOL_MISSING', {
    what: `${tool} is missing`,
    why,
    remedy: `install it with: ${command}`,
  });
}
