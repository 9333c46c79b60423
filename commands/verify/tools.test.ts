import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunProcess } from '../../helpers/device/process-runner.ts';
import { findTools } from './tools.ts';

let project: string;

beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'telltale-tools-'));
  await install('node_modules/appium/package.json');
  await writeFile(path.join(project, 'package.json'), '{"version":"0.1.0"}');
});

afterEach(() => rm(project, { recursive: true, force: true }));

describe('the tools of a run', () => {
  it('are found on the PATH, with their versions', async () => {
    const tools = await findTools(project, {}, machineWith('adb', 'java'));
    expect(tools).toMatchObject({
      adb: 'adb',
      sdkDirectory: undefined,
      versions: { adb: 'adb 1.2.3', java: 'java 1.2.3', node: process.version },
    });
  });

  it.each([
    ['its number alone where there is no history', [], '0.1.0'],
    ['its number and commit', ['git'], '0.1.0 git 1.2.3'],
  ])('say of Telltale itself %s', async (_, more, telltale) => {
    const tools = await findTools(project, {}, machineWith('adb', 'java', ...more));
    expect(tools.versions).toMatchObject({ telltale });
  });

  it.each(['ANDROID_HOME', 'ANDROID_SDK_ROOT'])(
    'are those of the Android SDK that %s names',
    async (name) => {
      const adb = await install('sdk/platform-tools/adb');
      const sdk = path.join(project, 'sdk');
      const tools = await findTools(project, { [name]: sdk }, machineWith(adb, 'java'));
      expect(tools).toMatchObject({ adb, sdkDirectory: sdk });
    },
  );

  it('leave out an Android SDK that holds no adb, which Appium could not work with', async () => {
    const sdk = path.join(project, 'empty-sdk');
    const tools = await findTools(project, { ANDROID_HOME: sdk }, machineWith('adb', 'java'));
    expect(tools).toMatchObject({ adb: 'adb', sdkDirectory: undefined });
  });
});

describe('a missing tool is named with the command that installs it', () => {
  it.each([
    ['adb', ['java'], /adb is missing: no `adb` is on the PATH.*\.\/setup\.sh/s],
    ['Java', ['adb'], /Java is missing: Allure.*\.\/setup\.sh/s],
  ])('%s', async (_, installed, words) => {
    const finding = findTools(project, {}, machineWith(...installed));
    await expect(finding).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message: expect.stringMatching(words),
    });
  });

  it('Appium', async () => {
    await rm(path.join(project, 'node_modules'), { recursive: true });
    await expect(findTools(project, {}, machineWith('adb', 'java'))).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message: expect.stringMatching(/Appium is missing.*npm ci/s),
    });
  });

  it('an adb that is there and does not run', async () => {
    const broken: RunProcess = async (program) => outcome(program === 'adb' ? 127 : 0, '');
    await expect(findTools(project, {}, broken)).rejects.toMatchObject({ code: 'TOOL_MISSING' });
  });
});

function machineWith(...programs: readonly string[]): RunProcess {
  return async (program) => {
    if (!programs.includes(program)) throw new Error(`spawn ${program} ENOENT`);
    return outcome(0, `${path.basename(program)} 1.2.3\nmore\n`);
  };
}

function outcome(exitCode: number, text: string): Awaited<ReturnType<RunProcess>> {
  return { exitCode, stdout: Buffer.from(text), stderr: '', timedOut: false };
}

async function install(name: string): Promise<string> {
  const file = path.join(project, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '{}');
  return file;
}
