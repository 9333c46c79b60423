import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// The script sees nothing of this machine but these: all else on its PATH is a fake.
const REAL_PROGRAMS = ['bash', 'sh', 'cat', 'cksum', 'dirname', 'env', 'chmod', 'mkdir', 'rm'];
const NOTHING = '#!/bin/sh\nexit 0\n';

let checkout: string;

beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'telltale-setup-'));
  mkdirSync(inCheckout('bin'));
  copyFileSync(path.join(import.meta.dirname, 'setup.sh'), inCheckout('setup.sh'));
  writeFileSync(inCheckout('package-lock.json'), '{"lockfileVersion": 3}\n');
  for (const program of REAL_PROGRAMS) symlinkSync(onThisMachine(program), inCheckout('bin', program));
  for (const program of ['adb', 'java', 'mksh', 'toybox', 'unshare']) fake(program, NOTHING);
  for (const program of ['mitmdump', 'bzip2', 'lz4', 'xz', 'zstd']) fake(program, NOTHING);
  fake('node', '#!/bin/sh\necho v20.19.0\n');
  fake('uname', '#!/bin/sh\necho Linux\n');
  fake('id', '#!/bin/sh\necho 0\n');
  fake('npm', logging('npm', 'rm -rf node_modules; mkdir node_modules'));
  fake('apt-get', logging('apt-get', installing));
});

afterEach(() => rmSync(checkout, { recursive: true, force: true }));

describe('setup.sh --check', () => {
  it('exits 0 when nothing is missing', () => {
    setUp('--yes');
    const outcome = setUp('--check');
    expect(outcome).toMatchObject({ status: 0, said: expect.stringContaining('nothing is missing') });
  });

  it.each(['adb', 'java', 'mksh', 'toybox', 'node', 'npm'])(
    'exits 1 and changes nothing without %s',
    (gone) => {
      remove(gone);
      const outcome = setUp('--check', '--yes');
      expect(outcome.status).toBe(1);
      expect(outcome.said).toMatch(new RegExp(`^ {2}${gone === 'npm' ? 'node' : gone} +\\S`, 'm'));
      expect(calls()).toEqual([]);
      expect(existsSync(inCheckout('node_modules'))).toBe(false);
    },
  );

  it.each([
    { version: 'v18.20.4', status: 1 },
    { version: 'v20.18.9', status: 1 },
    { version: 'v20.19.0', status: 0 },
    { version: 'v22.1.0', status: 0 },
    { version: 'nonsense', status: 1 },
  ])('exits $status for node $version', ({ version, status }) => {
    setUp('--yes');
    fake('node', `#!/bin/sh\necho ${version}\n`);
    expect(setUp('--check').status).toBe(status);
  });

  it('takes the adb of an Android SDK that the environment names', () => {
    setUp('--yes');
    remove('adb');
    mkdirSync(inCheckout('sdk', 'platform-tools'), { recursive: true });
    expect(setUpWith({ ANDROID_HOME: inCheckout('sdk') }, '--check').status).toBe(1);
    fake('../sdk/platform-tools/adb', NOTHING);
    expect(setUpWith({ ANDROID_HOME: inCheckout('sdk') }, '--check').status).toBe(0);
    expect(setUpWith({ ANDROID_SDK_ROOT: inCheckout('sdk') }, '--check').status).toBe(0);
  });
});

describe('setup.sh installing programs', () => {
  it('installs the packages that hold what is missing, and says so first', () => {
    remove('adb');
    remove('java');
    const outcome = setUp('--yes');
    expect(outcome.status).toBe(0);
    expect(outcome.said).toContain('going to install with apt-get: adb default-jre-headless');
    expect(calls().filter((call) => call.startsWith('apt-get'))).toEqual([
      'apt-get update',
      expect.stringMatching(/^apt-get install -y .* adb default-jre-headless$/),
    ]);
  });

  it('leaves the package lists alone when no program is missing', () => {
    setUp('--yes');
    expect(calls()).toEqual(['npm ci']);
  });

  it('does not ask when CI is set', () => {
    remove('mksh');
    expect(setUpWith({ CI: 'true' }).status).toBe(0);
  });

  it('without a terminal and without --yes says so, exits 1 and installs nothing', () => {
    remove('adb');
    const outcome = setUp();
    expect(outcome).toMatchObject({ status: 1, said: expect.stringContaining('./setup.sh --yes') });
    expect(calls()).toEqual([]);
  });

  it('uses sudo, which must not ask either, when it is not root', () => {
    remove('adb');
    fake('id', '#!/bin/sh\necho 1000\n');
    fake('sudo', logging('sudo', 'shift; "$@"'));
    expect(setUp('--yes').status).toBe(0);
    expect(calls()).toContain('sudo -n apt-get update');
  });

  it('names the command to run as root when it is not root and has no sudo', () => {
    remove('java');
    fake('id', '#!/bin/sh\necho 1000\n');
    const outcome = setUp('--yes');
    expect(outcome).toMatchObject({
      status: 1,
      said: expect.stringContaining('apt-get install default-jre-headless'),
    });
    expect(calls()).toEqual([]);
  });

  it('exits 1 when the package manager says that it installed but the program is not there', () => {
    remove('adb');
    fake('apt-get', logging('apt-get', ''));
    expect(setUp('--yes')).toMatchObject({
      status: 1,
      said: expect.stringContaining('could not be installed'),
    });
  });

  it('exits 1 when the package manager fails', () => {
    remove('adb');
    fake('apt-get', logging('apt-get', 'exit 100'));
    expect(setUp('--yes')).toMatchObject({ status: 1, said: expect.stringContaining('did not install adb') });
  });

  it('never installs node, and says where to get it', () => {
    remove('node');
    remove('adb');
    const outcome = setUp('--yes');
    expect(outcome).toMatchObject({ status: 1, said: expect.stringContaining('https://nodejs.org') });
    expect(calls()).toEqual([]);
  });

  it('lists what to install by hand where it knows no package manager', () => {
    remove('apt-get');
    remove('adb');
    expect(setUp('--yes')).toMatchObject({ status: 1, said: expect.stringContaining('by hand') });
  });
});

describe('setup.sh and what is optional', () => {
  beforeEach(() => remove('mitmdump'));

  it('only tells a user of it', () => {
    const outcome = setUp();
    expect(outcome).toMatchObject({ status: 0, said: expect.stringMatching(/optional.*\n {2}mitmdump +\S/) });
    expect(calls()).toEqual(['npm ci']);
    expect(setUp('--check')).toMatchObject({ status: 0, said: expect.stringContaining('mitmdump') });
  });

  it('installs it with --yes, also when nothing else is missing', () => {
    expect(setUp().status).toBe(0);
    expect(setUp('--yes').status).toBe(0);
    expect(calls().at(-1)).toMatch(/^apt-get install .* mitmproxy$/);
    expect(setUp('--check').said).not.toContain('mitmdump');
  });

  it('installs what packs for LeakBench by the name of its package', () => {
    remove('xz');
    expect(setUp('--yes').said).toMatch(/optional[\s\S]*\n {2}xz +\S/);
    expect(calls().at(-1)).toMatch(/^apt-get install .* xz-utils$/);
  });

  it.each([
    ['the package manager fails', () => fake('apt-get', logging('apt-get', 'exit 100'))],
    ['there is no package of it', () => useDnf('exit 0')],
  ])('goes on without it when %s', (_, prepare) => {
    prepare();
    expect(setUp('--yes')).toMatchObject({ status: 0, said: expect.stringContaining('works without it') });
  });
});

describe('setup.sh on other systems', () => {
  it('uses the package names of dnf', () => {
    useDnf('exit 0');
    for (const program of ['adb', 'java', 'mksh', 'toybox']) remove(program);
    expect(setUp('--yes').status).toBe(0);
    expect(calls()).toContain('dnf install -y android-tools java-latest-openjdk-headless mksh toybox');
  });

  it('installs the rest where dnf has no toybox, and says what that costs', () => {
    useDnf('exit 1');
    remove('adb');
    remove('toybox');
    const outcome = setUp('--yes');
    expect(outcome).toMatchObject({
      status: 0,
      said: expect.stringContaining('dnf has no package of toybox'),
    });
    expect(outcome.said).toContain('a real device still works');
    expect(calls()).toContain('dnf install -y android-tools');
    expect(setUp('--check').status).toBe(1);
  });

  it('on macOS installs with brew, wants no mksh, and says that a real device still works', () => {
    fake('uname', '#!/bin/sh\necho Darwin\n');
    fake('java', '#!/bin/sh\nexit 1\n');
    fake('brew', logging('brew', installing));
    for (const program of ['adb', 'mksh', 'toybox']) remove(program);
    const outcome = setUp('--yes');
    expect(outcome).toMatchObject({ status: 0, said: expect.stringContaining('a real device') });
    expect(calls()).toContain('brew install --cask android-platform-tools temurin');
  });

  it('on Linux without root or user namespaces says that only a real device works', () => {
    fake('id', '#!/bin/sh\necho 1000\n');
    fake('unshare', '#!/bin/sh\nexit 1\n');
    remove('mksh');
    const outcome = setUp('--yes');
    expect(outcome).toMatchObject({ status: 0, said: expect.stringContaining('user namespaces') });
    expect(outcome.said).toContain('a real device');
  });
});

describe('setup.sh and the npm packages', () => {
  it('runs npm ci once, and again only when the lockfile has changed', () => {
    expect(setUp().status).toBe(0);
    expect(setUp().status).toBe(0);
    expect(calls()).toEqual(['npm ci']);
    writeFileSync(inCheckout('package-lock.json'), '{"lockfileVersion": 3, "packages": {}}\n');
    expect(setUp('--check').status).toBe(1);
    expect(setUp().status).toBe(0);
    expect(calls()).toEqual(['npm ci', 'npm ci']);
  });

  it('takes an installation that failed halfway for no installation', () => {
    fake('npm', logging('npm', 'mkdir -p node_modules; exit 1'));
    expect(setUp()).toMatchObject({ status: 1, said: expect.stringContaining('npm ci failed') });
    expect(setUp('--check').status).toBe(1);
  });
});

describe('package-lock.json', () => {
  const packages: Record<string, LockedPackage> = JSON.parse(
    readFileSync(path.join(import.meta.dirname, 'package-lock.json'), 'utf8'),
  ).packages;

  // `npm ci` refuses a lockfile without them, and npm leaves them out where its registry does not have them.
  it('names every optional package, those of other platforms too', () => {
    const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(from, name)),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry host', () => {
    expect(Object.values(packages).filter((one) => one.resolved !== undefined)).toEqual([]);
  });

  /** Looks where Node would: beside the package that asks, then in each folder further out. */
  function isLocked(from: string, name: string): boolean {
    if (packages[path.posix.join(from, 'node_modules', name)] !== undefined) return true;
    if (from === '') return false;
    return isLocked(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
  }
});

it('is run by CI as the README says, and then the tests by its own words', () => {
  const text = (name: string): string => readFileSync(path.join(import.meta.dirname, name), 'utf8');
  const command = './setup.sh && npm test && npm run test:long';
  expect(text('README.md')).toContain(`\n    ${command}\n`);
  expect(text('.ci/run').trimEnd().split('\n').slice(-2)).toEqual(['./setup.sh --yes', command]);
});

interface LockedPackage {
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}

it('setup.sh refuses an option that it does not know', () => {
  expect(setUp('--force')).toMatchObject({
    status: 1,
    said: expect.stringContaining('unknown option: --force'),
  });
  expect(calls()).toEqual([]);
});

/** What a fake package manager does: put a program on the PATH for each package that it was asked for. */
const installing = `
for word in "$@"; do
  case "$word" in
    default-jre-headless | java-latest-openjdk-headless | temurin) program=java ;;
    android-tools | android-platform-tools) program=adb ;;
    mitmproxy) program=mitmdump ;;
    xz-utils) program=xz ;;
    adb | mksh | toybox) program=$word ;;
    *) continue ;;
  esac
  printf '#!/bin/sh\\nexit 0\\n' >"bin/$program"
  chmod +x "bin/$program"
done`;

function useDnf(list: string): void {
  remove('apt-get');
  fake('dnf', logging('dnf', `if [ "$2" = list ]; then ${list}; fi\n${installing}`));
}

function logging(program: string, body: string): string {
  return `#!/bin/sh\necho "${program} $*" >>calls.log\n${body}\n`;
}

function fake(program: string, script: string): void {
  const file = inCheckout('bin', program);
  writeFileSync(file, script);
  chmodSync(file, 0o755);
}

function remove(program: string): void {
  rmSync(inCheckout('bin', program));
}

function calls(): readonly string[] {
  const log = inCheckout('calls.log');
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
}

interface Outcome {
  readonly status: number | null;
  readonly said: string;
}

function setUp(...options: readonly string[]): Outcome {
  return setUpWith({}, ...options);
}

function setUpWith(environment: Readonly<Record<string, string>>, ...options: readonly string[]): Outcome {
  const ended = spawnSync(inCheckout('bin', 'bash'), ['setup.sh', ...options], {
    cwd: checkout,
    env: { PATH: inCheckout('bin'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { status: ended.status, said: ended.stdout + ended.stderr };
}

function inCheckout(...parts: readonly string[]): string {
  return path.join(checkout, ...parts);
}

function onThisMachine(program: string): string {
  for (const directory of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(directory, program);
    if (existsSync(file)) return file;
  }
  throw new Error(`this test needs ${program} on the PATH`);
}
