import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAppModules } from './app-module.ts';
import { fakeProcess } from './app-process.fake.ts';
import { preinstalledApps } from './catalogue.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'app-module-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const file = async (name: string, source: string): Promise<string> => {
  const written = path.join(home, name);
  await mkdir(path.dirname(written), { recursive: true });
  await writeFile(written, source);
  return written;
};

const COUNT = 'org.example.tally:id/count';
const ACTIVITY = 'org.example.tally.MainActivity';
const example = async (): Promise<string> => {
  const page = await readFile(path.join(import.meta.dirname, 'README.md'), 'utf8');
  return /^```ts\n(.*?)^```$/ms.exec(page)?.[1] ?? 'README.md has no example';
};

/** A sound manifest but for the fields given, as source text. */
const manifest = (differences: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    package: 'org.example.a',
    label: 'A',
    versionName: '1',
    versionCode: 1,
    minSdk: 21,
    targetSdk: 28,
    permissions: [],
    debuggable: false,
    system: false,
    activities: [{ name: 'org.example.a.Main', filters: [] }],
    ...differences,
  });
const START = 'start: () => ({ onStart() {} })';

/** The complaints about one file that holds that source. */
const complaints = async (source: string): Promise<readonly string[]> => {
  const error = await loadAppModules([await file('bad.mts', source)]).then(
    () => new Error('it was loaded'),
    (refused: Error) => refused,
  );
  const [head, ...lines] = error.message.split('\n');
  expect(head).toMatch(/^--app-module=.*\/bad\.mts is no app:$/);
  expect(lines.pop()).toMatch(/^Mend this; handset\/apps\/README\.md shows/);
  return lines.map((line) => line.trim());
};

describe('the example of README.md', () => {
  it.each(['tally.ts', 'tally.mts', 'with # in it/tally %20.ts'])(
    'as %s, loads, shows and counts',
    async (name) => {
      const [app] = await loadAppModules([await file(name, await example())]);
      if (app === undefined) throw new Error('nothing was loaded');
      const process = fakeProcess(app.manifest);
      await app.start(process).onStart({ extras: {} }, ACTIVITY);
      expect(process.view(COUNT)?.text).toBe('Tapped 0 times');
      await process.view(COUNT)?.onClick?.();
      expect(process.view(COUNT)?.text).toBe('Tapped 1 times');
      expect(process.screens[0]).toMatchObject({ package: 'org.example.tally', activity: ACTIVITY });
    },
  );

  it('is on the home screen', async () => {
    const apps = await loadAppModules([await file('tally.ts', await example())]);
    const [launcher] = preinstalledApps({ apps });
    if (launcher === undefined) throw new Error('nothing is preinstalled');
    const process = fakeProcess(launcher.manifest);
    await launcher.start(process).onStart({ extras: {} }, 'com.android.launcher3.Launcher');
    expect(process.texts()).toContain('Tally');
  });
});

describe('an app from a file', () => {
  it.each([
    ['a.js', `export default { manifest: ${manifest()}, ${START} };`],
    ['a.mjs', `export default { manifest: ${manifest()}, ${START} };`],
    ['a.cjs', `module.exports = { manifest: ${manifest()}, ${START} };`],
    [
      'class.ts',
      `class A { manifest = ${manifest()}; #kept = () => {}; start() { return { onStart: this.#kept }; } }\nexport default new A();`,
    ],
  ])('may be %s', async (name, source) => {
    const [app] = await loadAppModules([await file(name, source)]);
    expect(app?.manifest.package).toBe('org.example.a');
    expect(app?.start(fakeProcess(app.manifest)).onStart).toBeTypeOf('function');
  });

  it.each([
    ['com.jd.jrapp', ['com.jd.jrapp']],
    ['com.android.launcher3', ['com.android.launcher3']],
    ['org.example.a', ['org.example.a', 'org.example.a']],
  ])('of the package %s is refused when that is installed already', async (name, packages) => {
    const files = await Promise.all(
      packages.map((one, index) =>
        file(`${index}.mts`, `export default { manifest: ${manifest({ package: one })}, ${START} };`),
      ),
    );
    const apps = await loadAppModules(files);
    expect(() => preinstalledApps({ apps })).toThrow(
      new RegExp(`package ${name} is installed already.*give the app of --app-module another`),
    );
  });
});

describe('a file that holds no app', () => {
  it('is told every bad field at once, with why and what to do', async () => {
    const bad = manifest({
      package: '../../etc',
      label: undefined,
      versionCode: 1.5,
      targetSdk: '28',
      permissions: ['android.permission.INTERNET', 7],
      permision: [],
      activities: [{ name: 'Main', filters: [{ actions: 'MAIN', categories: [] }] }],
      network: { ignoresProxy: 'yes' },
    });
    expect(await complaints(`export default { manifest: ${bad}, start: 1 };`)).toEqual([
      expect.stringMatching(
        /^manifest\.package is "\.\.\/\.\.\/etc"; its directories are .*: give at least two words/,
      ),
      expect.stringMatching(/^manifest\.label is missing; the home screen shows it: give one line of text$/),
      expect.stringMatching(/^manifest\.versionCode is 1\.5; .*: give a whole number from 1 up$/),
      expect.stringMatching(/^manifest\.targetSdk is "28"; .* certificates .*: give a whole number/),
      expect.stringMatching(/^manifest\.permissions\[1\] is 7; give full names/),
      expect.stringMatching(/^manifest\.activities\[0\]\.name is "Main"; .*: give a full class name/),
      expect.stringMatching(/^manifest\.activities\[0\]\.filters\[0\]\.actions is "MAIN"; .*: give a list/),
      expect.stringMatching(/^manifest\.network\.ignoresProxy is "yes"; say true or false/),
      expect.stringMatching(/^manifest\.permision: the phone knows no such field.*: correct its name/),
      expect.stringMatching(/^start is 1; the phone calls it .*: give a function/),
    ]);
  });

  it.each([
    [
      'without a default export',
      'export const app = 1;',
      /^the default export is missing; .* say export default/,
    ],
    ['whose default export is a list', 'export default [];', /^the default export is an empty list; /],
    [
      'without a manifest',
      `export default { ${START} };`,
      /^manifest is missing; .*: give an object with package/,
    ],
    [
      'without activities',
      `export default { manifest: ${manifest({ activities: [] })}, ${START} };`,
      /activities is an empty list; .*: give at least one/,
    ],
    ['that does not parse', 'export default {', /^it could not be loaded: .*/],
    ['that throws', "throw new Error('boom');", /^it could not be loaded: boom$/],
    ['that throws no error', 'throw 7;', /^it could not be loaded: 7$/],
  ])('%s is refused', async (_what, source, words) => {
    expect((await complaints(source))[0]).toMatch(words);
  });

  it('is named together with the others that hold none', async () => {
    const bad = await file('bad.mts', 'export default 1;');
    const missing = path.join(home, 'missing.ts');
    await expect(loadAppModules([bad, missing])).rejects.toThrow(
      /bad\.mts is no app:\n {2}the default export is 1; .*\n--app-module=.*missing\.ts is no app:\n {2}it could not be loaded: Cannot find/,
    );
  });

  it.each([
    ['{}', /^onStart is missing; an activity shows something by it: give a function$/],
    ['{ onStart() {}, onKey: 3 }', /^onKey is 3; give a function, or leave it out$/],
    ['Promise.resolve({ onStart() {} })', /^what start returned is a promise; the phone needs them at once/],
    ['undefined', /^what start returned is missing; .*: give an object with onStart/],
  ])('but handlers %s ends its process when it starts', async (handlers, words) => {
    const source = `export default { manifest: ${manifest()}, start: () => (${handlers}) };`;
    const [app] = await loadAppModules([await file('a.mts', source)]);
    expect(() => app?.start(fakeProcess(app.manifest))).toThrow(words);
  });
});

describe('an intent of an app from a file', () => {
  const given = async (intent: string): Promise<() => unknown> => {
    const source = `export default { manifest: ${manifest()}, start: (process) => ({ onStart: () => process.startActivity(${intent}) }) };`;
    const [app] = await loadAppModules([await file('a.mts', source)]);
    if (app === undefined) throw new Error('nothing was loaded');
    const handlers = app.start(fakeProcess(app.manifest));
    return () => handlers.onStart({ extras: {} }, ACTIVITY);
  };

  it.each([
    [
      "{ component: 'org.example.a.Main', extras: {} }",
      /^the intent of startActivity is none: component is "org\.example\.a\.Main"; .*: give \{ package, activity \}/,
    ],
    [
      "{ component: { package: 'org.example.a', class: 'x' }, extras: {} }",
      /component\.activity is missing; /,
    ],
    ["{ action: 'a.b' }", /extras is missing; give an object of texts/],
    ["{ action: 'a.b', extras: {}, data: 'x:y' }", /data: the phone knows no such field/],
    ["'a.b'", /it is "a\.b"; give an object with action or component/],
  ])('that is %s is refused with words', async (intent, words) => {
    expect(await given(intent)).toThrow(words);
  });

  it('that is one goes on to the phone', async () => {
    const start = await given(
      "{ component: { package: 'org.example.a', activity: 'org.example.a.Main' }, extras: {} }",
    );
    await expect(start()).resolves.toBeUndefined();
  });
});
