import path from 'node:path';
import {
  findReferences,
  lineAt,
  type MaskedSource,
  maskSource,
  type Reference,
} from './import-references.ts';
import { FOLDER_RULES, type FolderRule, ROOT_RULE } from './import-table.ts';

/** A place where a source breaks a rule, and the rule in words. */
export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
}

const PURE_FOLDERS = [
  'helpers/model',
  'helpers/decode',
  'helpers/detectors',
  'helpers/verdicts',
  'helpers/stimuli',
];
const READERS_OF_THE_ENVIRONMENT = /^(wdio\.conf\.ts$|handset\/main\.ts$|(commands|bench|proxy\/engine)\/)/;
const TEST_FILE = /\.(test|spec)\.ts$/;
// A fake that several tests share (x.fake.ts) may import what they may, and in return nothing but tests imports it.
const TEST_SUPPORT = /\.(test|spec|fake)\.ts$/;
// The last two hold fonts and no code: a test of a page draws it with the fonts that commands/ would hand over.
const TEST_PACKAGES = ['vitest', 'fast-check', 'dejavu-fonts-ttf', '@expo-google-fonts/noto-sans-sc'];
const NOTHING_SAYING_NAMES = ['util', 'utils', 'common', 'misc'];

// A local variable may be called `process` too: the handset has processes of its own.
const ENVIRONMENT =
  /\bprocess\s*(?:\?\s*)?\.\s*(?:env|argv)\b|(?<!\.\s*)\bprocess\s*(?:\?\s*\.\s*)?\[|\{[^{}]*\b(?:env|argv)\b[^{}]*\}\s*=\s*(?:globalThis\s*\.\s*)?process\b/g;

// What makes the same bundle judge differently tomorrow or elsewhere, over masked code.
const IMPURE: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  {
    pattern: /(?<![\w$.]|\.\s)process\s*(?:[.[;,)]|\?\s*\.)|\bglobalThis\s*\.\s*process\b/g,
    what: 'process',
  },
  { pattern: /\bDate\s*\.\s*now\b/g, what: 'Date.now' },
  { pattern: /\bnew\s+Date\s*(?:\(\s*\)|(?![\s(\w]))|(?<!\bnew\s+|[.\w])Date\s*\(/g, what: 'new Date()' },
  { pattern: /\bMath\s*\.\s*random\b/g, what: 'Math.random' },
  { pattern: /\bperformance\s*\.\s*(?:now|timeOrigin)\b/g, what: 'performance.now' },
  { pattern: /(?<![.\w])fetch\s*\(/g, what: 'fetch' },
  {
    pattern: /\b(?:randomBytes|randomUUID|randomInt|randomFill(?:Sync)?|getRandomValues)\b/g,
    what: 'random',
  },
];

/** All violations in one source. `file` is relative to the project, with forward slashes. */
export function checkSource(file: string, source: string): readonly Violation[] {
  const masked = maskSource(source);
  return [
    ...checkName(file),
    ...findReferences(masked).flatMap((reference) => checkReference(file, reference)),
    ...checkComputedImports(file, masked),
    ...checkEnvironment(file, masked),
    ...checkPurity(file, masked),
  ];
}

function checkName(file: string): readonly Violation[] {
  const at = (rule: string): Violation => ({ file, line: 1, rule });
  const words = file.split(/[/.-]/);
  const violations: Violation[] = [];
  if (path.posix.dirname(file) === 'helpers') violations.push(at('no file lies directly in helpers/'));
  if (/^index\.[cm]?[jt]sx?$/.test(path.posix.basename(file))) violations.push(at('no index files'));
  for (const name of NOTHING_SAYING_NAMES)
    if (words.includes(name)) violations.push(at(`no file or folder is called "${name}": it says nothing`));
  if (ruleOf(file) === undefined)
    violations.push(at(`${path.posix.dirname(file)}/ has no row in the table of who may import whom`));
  return violations;
}

function checkReference(file: string, { module, line }: Reference): readonly Violation[] {
  const own = ruleOf(file);
  if (own === undefined) return [];
  const refusal = module.startsWith('.')
    ? refuseFile(own, file, module)
    : module.startsWith('node:')
      ? refuseBuiltin(own, file, module)
      : refusePackage(own, file, module);
  return refusal === undefined ? [] : [{ file, line, rule: refusal }];
}

function refuseFile(own: FolderRule, file: string, module: string): string | undefined {
  const target = path.posix.join(path.posix.dirname(file), module);
  if (target.startsWith('..')) return `${module} lies outside the project`;
  if (TEST_SUPPORT.test(target) && !TEST_SUPPORT.test(file)) return `only tests may import ${target}`;
  const other = ruleOf(target);
  if (other?.folder === own.folder) return undefined;
  if (own.folder === 'handset') return `handset/ may import nothing of the harness, not ${target}`;
  if (other?.folder === 'handset') return `nothing of the harness may import handset/, not even ${target}`;
  if (own.folders === 'any but handset') return undefined;
  if (other !== undefined && own.folders.includes(other.folder)) return undefined;
  return `${own.folder} may import ${listed(own.folders)}, not ${target}`;
}

function refuseBuiltin(own: FolderRule, file: string, module: string): string | undefined {
  if (module === 'node:process' && !mayReadEnvironment(file))
    return 'node:process hides reads of the environment: only wdio.conf.ts, commands/ and the like have them';
  if (TEST_SUPPORT.test(file) || own.builtins === 'any' || own.builtins.includes(module)) return undefined;
  return `${own.folder} may import of node's built-ins ${listed(own.builtins)}, not ${module}`;
}

function refusePackage(own: FolderRule, file: string, module: string): string | undefined {
  if (/^(\/|#|[a-z]+:)/.test(module))
    return `${module}: name modules by relative path or package, nothing else`;
  if (own.packages === 'any' || own.packages.includes(module)) return undefined;
  if (TEST_SUPPORT.test(file) && TEST_PACKAGES.includes(module)) return undefined;
  return `${own.folder} may import of packages ${listed(own.packages)}, not ${module}`;
}

/** It starts the bundle of `handset/`, whose sources are checked one by one. */
const STARTS_A_BUNDLE = 'handset/start.mjs';

function checkComputedImports(file: string, { code }: MaskedSource): readonly Violation[] {
  if (file === STARTS_A_BUNDLE) return [];
  return [...code.matchAll(/(?<![.\w$])import\s*\(\s*(?!["\s])/g)].map((match) => ({
    file,
    line: lineAt(code, match.index),
    rule: 'a dynamic import names its module as a plain string, so that these rules can be checked',
  }));
}

function checkEnvironment(file: string, { code }: MaskedSource): readonly Violation[] {
  if (mayReadEnvironment(file)) return [];
  return [...code.matchAll(ENVIRONMENT)].map((match) => ({
    file,
    line: lineAt(code, match.index),
    rule: 'only wdio.conf.ts, commands/, bench/, handset/main.ts, proxy/engine/ and tests read process.env and process.argv',
  }));
}

function checkPurity(file: string, { code }: MaskedSource): readonly Violation[] {
  if (TEST_FILE.test(file) || !PURE_FOLDERS.some((folder) => file.startsWith(`${folder}/`))) return [];
  return IMPURE.flatMap(({ pattern, what }) =>
    [...code.matchAll(pattern)].map((match) => ({
      file,
      line: lineAt(code, match.index),
      rule: `${PURE_FOLDERS.join(', ')} are pure: no ${what}`,
    })),
  );
}

function mayReadEnvironment(file: string): boolean {
  return TEST_FILE.test(file) || READERS_OF_THE_ENVIRONMENT.test(file);
}

function ruleOf(file: string): FolderRule | undefined {
  if (!file.includes('/')) return ROOT_RULE;
  return FOLDER_RULES.find((rule) => file === rule.folder || file.startsWith(`${rule.folder}/`));
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : `only ${names.join(', ')}`;
}
