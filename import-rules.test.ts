import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSource } from './import-rules.ts';

const PROJECT = import.meta.dirname;
const NOT_OURS = ['node_modules', '.telltale', '.git', 'reports/generated'];

describe('the sources of this project', () => {
  it('follow the table of who may import whom', () => {
    const violations = sourcesBelow('.')
      .flatMap((file) => checkSource(file, readFileSync(path.join(PROJECT, file), 'utf8')))
      .map(({ file, line, rule }) => `${file}:${line}: ${rule}`);
    expect(violations).toEqual([]);
  });

  it('are found, in every part of the project', () => {
    const files = sourcesBelow('.');
    for (const file of ['wdio.conf.ts', 'import-rules.ts', 'helpers/model/ids.ts', 'handset/app-parts.ts'])
      expect(files).toContain(file);
  });
});

describe('an import', () => {
  it.each([
    ['handset/shell/shell.ts', "import { a } from '../../helpers/model/ids.ts';", 'nothing of the harness'],
    ['handset/main.test.ts', "import type { A } from '../helpers/model/ids.ts';", 'nothing of the harness'],
    ['commands/verify.ts', "import { a } from '../handset/parts.ts';", 'may import handset/'],
    ['wdio.conf.ts', "import type { A } from './handset/parts.ts';", 'may import handset/'],
    ['helpers/device/adb.test.ts', "await import('../../handset/parts.ts');", 'may import handset/'],
    ['helpers/model/ids.ts', "import { z } from 'zod';", 'of packages nothing'],
    ['helpers/model/ids.ts', "import { Buffer } from 'buffer';", 'built-ins nothing, not node:buffer'],
    ['helpers/decode/gzip.ts', "import { readFile } from 'node:fs/promises';", 'not node:fs/promises'],
    [
      'helpers/detectors/digest.ts',
      "import { load } from '../evidence/load.ts';",
      'not helpers/evidence/load.ts',
    ],
    ['helpers/verdicts/judge.ts', "import http from 'http';", 'not node:http'],
    ['helpers/stimuli/canaries.ts', "import { execa } from 'execa';", 'not execa'],
    ['helpers/evidence/load.ts', "import { judge } from '../verdicts/judge.ts';", 'only helpers/model'],
    ['helpers/device/adb.ts', "import { record } from '../evidence/record.ts';", 'not helpers/evidence'],
    ['proxy/proxy.ts', "import { a } from '../helpers/device/adb.ts';", 'not helpers/device/adb.ts'],
    ['reports/table.ts', "import { a } from '../helpers/detectors/digest.ts';", 'not helpers/detectors'],
    ['specs/claims.spec.ts', "import { a } from '../helpers/detectors/digest.ts';", 'not helpers/detectors'],
    ['specs/scenario.ts', "import { readFile } from 'node:fs/promises';", 'not node:fs/promises'],
    ['helpers/device/adb.ts', "import { a } from './phone.fake.ts';", 'only tests may import'],
    ['apps/jdjr/claims.ts', '', 'has no row'],
    ['proxy/proxy.ts', "import { a } from '../../elsewhere/a.ts';", 'outside the project'],
    ['proxy/proxy.ts', "import { a } from '/opt/a.ts';", 'relative path or package'],
    ['proxy/proxy.ts', "import { a } from '#a';", 'relative path or package'],
  ])('of %s by %s is refused', (file, source, rule) => {
    expect(rulesBroken(file, source)).toEqual([expect.stringContaining(rule)]);
  });

  it.each([
    ['helpers/verdicts/judge.ts', "import type { A } from '../detectors/digest.ts';"],
    ['helpers/detectors/digest.ts', "import { createHash } from 'node:crypto';"],
    [
      'helpers/detectors/digest.test.ts',
      "import { readFileSync } from 'node:fs';\nimport { it } from 'vitest';",
    ],
    ['helpers/device/screens/camera-screen.ts', "import { adb } from '../adb.ts';"],
    ['helpers/evidence/load.ts', "import { z } from 'zod';"],
    ['helpers/evidence/lines.fake.ts', "import fc from 'fast-check';"],
    ['helpers/evidence/load.test.ts', "import { a } from './lines.fake.ts';"],
    ['specs/claims.spec.ts', "import { browser } from '@wdio/globals';"],
    ['reports/allure.ts', "import { a } from 'allure-js-commons/sdk';"],
    ['commands/verify.ts', "import { a } from '../specs/scenario.ts';"],
    ['handset/ui/fonts.ts', "require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');"],
  ])('by %s is allowed: %s', (file, source) => {
    expect(rulesBroken(file, source)).toEqual([]);
  });
});

describe('every way to name a module is seen', () => {
  it.each([
    "import '../commands/verify.ts';",
    "import a, { type B } from '../commands/verify.ts';",
    "import {\n  a,\n  b,\n} from '../commands/verify.ts';",
    "import type { A } from '../commands/verify.ts';",
    "export * from '../commands/verify.ts';",
    "export type { A } from '../commands/verify.ts';",
    'import { a } from "../commands/verify.ts";',
    "const a = await import('../commands/verify.ts');",
    'const a = await import(`../commands/verify.ts`);',
    "let a: typeof import('../commands/verify.ts');",
    "import a = require('../commands/verify.ts');",
    "const a = require('../commands/verify.ts');",
    "require.resolve('../commands/verify.ts');",
    "createRequire(import.meta.url)('../commands/verify.ts');",
    "createRequire(import.meta.url).resolve('../commands/verify.ts');",
    "const load = createRequire(import.meta.url);\nload('../commands/verify.ts');",
    "import.meta.resolve('../commands/verify.ts');",
    "import /* why */ { a } from // why\n'../commands/verify.ts';",
    "const a = /['\"`]/;\nimport '../commands/verify.ts';",
    `const a = \`\${b ? \`c\${'d'}\` : '}'}\`;\nimport '../commands/verify.ts';`,
    "const a = b / 2; // it's\nimport '../commands/verify.ts'; const c = 1 / 2;",
  ])('%s', (source) => {
    expect(rulesBroken('proxy/proxy.ts', source)).toEqual([
      expect.stringContaining('not commands/verify.ts'),
    ]);
  });

  it('and one that is worked out at run time is refused', () => {
    expect(rulesBroken('proxy/proxy.ts', 'await import(name);')).toEqual([
      expect.stringContaining('plain string'),
    ]);
    expect(rulesBroken('proxy/proxy.ts', `await import(\`./\${name}.ts\`);`)).toHaveLength(1);
    expect(rulesBroken('handset/start.mjs', 'await import(bundle);')).toEqual([]);
    expect(rulesBroken('handset/main.ts', 'await import(bundle);')).toHaveLength(1);
  });

  it.each([
    "// import '../commands/verify.ts';",
    "/*\n * import '../commands/verify.ts';\n */",
    'const text = "import a from \'../commands/verify.ts\'";',
    "const text = `import '../commands/verify.ts'`;",
    "const address = 'https://example.org/'; // from '../commands/verify.ts'",
  ])('but not a mere mention: %s', (source) => {
    expect(rulesBroken('proxy/proxy.ts', source)).toEqual([]);
  });

  it('at its line', () => {
    const source = "/* two\nlines */\nconst a = `\n`;\nimport '../commands/verify.ts';\n";
    expect(checkSource('proxy/proxy.ts', source)).toMatchObject([{ file: 'proxy/proxy.ts', line: 5 }]);
  });
});

describe('a pure folder', () => {
  const impure = [
    'const a = Date.now();',
    'const a = new Date();',
    'const a = new Date;',
    'const a = Date();',
    'const a = Math.random();',
    'const a = process.cwd();',
    'const a = globalThis.process;',
    `const a = \`\${performance.now()}\`;`,
    "const a = await fetch('https://example.org');",
    "import { randomBytes } from 'node:crypto';",
  ];

  it.each(impure)('refuses %s', (source) => {
    for (const folder of ['model', 'decode', 'detectors', 'verdicts', 'stimuli'])
      expect(rulesBroken(`helpers/${folder}/a.ts`, source)).toContainEqual(
        expect.stringContaining('are pure'),
      );
  });

  it.each(impure)('lets its tests, and other folders, have %s', (source) => {
    expect(rulesBroken('helpers/decode/a.test.ts', source)).toEqual([]);
    expect(rulesBroken('helpers/device/a.ts', source)).toEqual([]);
  });

  it.each(['new Date(stimulus.at)', 'new Date(0)', 'flow.process.name', 'cache.fetch(1)', "'Date.now()'"])(
    'may have %s',
    (source) => expect(rulesBroken('helpers/decode/a.ts', `const a = ${source};`)).toEqual([]),
  );
});

describe('the environment', () => {
  const readers = [
    'wdio.conf.ts',
    'commands/verify.ts',
    'handset/main.ts',
    'bench/verify.ts',
    'proxy/engine/a.ts',
  ];
  const reads = [
    'const a = process.env.HOME;',
    'const [a] = process.argv;',
    "const a = process['env'];",
    'const { env } = process;',
    "import { env } from 'node:process';",
    "import process from 'process';",
  ];

  it.each(reads)('is read by nobody else: %s', (source) => {
    for (const file of [
      'helpers/device/adb.ts',
      'handset/shell/shell.ts',
      'reports/table.ts',
      'proxy/proxy.ts',
    ])
      expect(rulesBroken(file, source)).toHaveLength(1);
  });

  it.each(reads)('is read where the parts are joined: %s', (source) => {
    for (const file of [...readers, 'reports/table.test.ts']) expect(rulesBroken(file, source)).toEqual([]);
  });

  it('is not the rest of process', () => {
    expect(
      rulesBroken(
        'helpers/device/adb.ts',
        'process.kill(process.pid); const { pid } = process; flow.process[0];',
      ),
    ).toEqual([]);
  });
});

describe('the name of a file', () => {
  it.each([
    ['helpers/adb.ts', 'directly in helpers/'],
    ['helpers/model/index.ts', 'no index files'],
    ['helpers/device/utils.ts', '"utils"'],
    ['commands/common/a.ts', '"common"'],
    ['handset/ui/ui-misc.test.ts', '"misc"'],
    ['elsewhere/a.ts', 'has no row'],
  ])('%s is refused', (file, rule) => {
    expect(rulesBroken(file, '')).toContainEqual(expect.stringContaining(rule));
  });
});

function rulesBroken(file: string, source: string): readonly string[] {
  return checkSource(file, source).map((violation) => violation.rule);
}

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(path.join(PROJECT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (NOT_OURS.includes(entry.name) || NOT_OURS.includes(file)) return [];
    if (entry.isDirectory()) return sourcesBelow(file);
    return /\.[cm]?[jt]sx?$/.test(entry.name) ? [file] : [];
  });
}
