import { isBuiltin } from 'node:module';

/** A module that a source file names, and the line on which it does so. */
export interface Reference {
  /** A relative path as written, `node:…` for a built-in, otherwise the name of a package without its inner path. */
  readonly module: string;
  readonly line: number;
}

/** Source text in which comments, regular expressions and the text of templates are blank, and strings numbered. */
export interface MaskedSource {
  readonly code: string;
  readonly strings: readonly string[];
}

// Every way to name a module, over masked code, in which a string is its number in double quotes.
const REFERENCES: readonly RegExp[] = [
  /\bfrom\s*"(\d+)"/g,
  /\bimport\s*"(\d+)"/g,
  /\bimport\s*\(\s*"(\d+)"/g,
  /\brequire\s*(?:\.\s*resolve\s*)?\(\s*"(\d+)"/g,
  /\bcreateRequire\s*\([^()]*\)\s*(?:\.\s*resolve\s*)?\(\s*"(\d+)"/g,
  /\bimport\s*\.\s*meta\s*\.\s*resolve\s*\(\s*"(\d+)"/g,
  /\bgetBuiltinModule\s*\(\s*"(\d+)"/g,
];

/** All modules that the source names: static and dynamic imports, re-exports, `import type`, require and resolve. */
export function findReferences(masked: MaskedSource): readonly Reference[] {
  const references: Reference[] = [];
  for (const pattern of [...REFERENCES, ...namedRequires(masked.code)])
    for (const match of masked.code.matchAll(pattern)) {
      const name = masked.strings[Number(match[1])];
      if (name !== undefined)
        references.push({ module: moduleName(name), line: lineAt(masked.code, match.index) });
    }
  return references;
}

/** The 1-based line of a position. */
export function lineAt(code: string, index: number): number {
  return code.slice(0, index).split('\n').length;
}

// `const load = createRequire(import.meta.url); load('…')` under any name but `require`, which is looked for anyway.
function namedRequires(code: string): readonly RegExp[] {
  return [...code.matchAll(/\b(?:const|let|var)\s+(\w+)\s*=\s*createRequire\b/g)]
    .map((match) => match[1])
    .filter((name) => name !== undefined && name !== 'require')
    .map((name) => new RegExp(`\\b${name}\\s*(?:\\.\\s*resolve\\s*)?\\(\\s*"(\\d+)"`, 'g'));
}

function moduleName(name: string): string {
  if (/^(\.|\/|#|[a-z]+:)/.test(name)) return name;
  if (isBuiltin(name)) return `node:${name}`;
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

// A slash opens a regular expression only where no value can end before it; elsewhere it divides.
const CODE_TOKEN =
  /(?<comment>\/\*[\s\S]*?\*\/|\/\/[^\n]*)|(?<string>'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*")|(?<regex>(?<=(?:^|[=(,:;!&|?{}[+>]|\breturn)\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*)|(?<brace>[`{}])|[^/'"`{}]+|[\s\S]/y;
const TEMPLATE_TEXT = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y;

/** Masks a source, so that what its comments, strings and templates merely mention is not taken for code. */
export function maskSource(source: string): MaskedSource {
  const strings: string[] = [];
  // One entry for each open brace: whether closing it goes back into the text of a template.
  const braces: boolean[] = [];
  let code = '';
  let at = 0;
  const add = (text: string): string => `"${strings.push(text) - 1}"${newlines(text)}`;

  const readTemplate = (opening: boolean): void => {
    const text = tokenAt(TEMPLATE_TEXT, source, at)?.[0] ?? '';
    at += text.length;
    const closed = source[at] === '`';
    // Only a template without a substitution can name a module.
    code += opening && closed ? add(text) : newlines(text);
    if (!closed) braces.push(true);
    at += closed ? 1 : 2;
  };

  while (at < source.length) {
    const token = tokenAt(CODE_TOKEN, source, at);
    if (token === null) break;
    const text = token[0];
    at += text.length;
    if (token.groups?.comment !== undefined) code += ` ${newlines(text)}`;
    else if (token.groups?.regex !== undefined) code += '0';
    else if (token.groups?.string !== undefined) code += add(text.slice(1, -1));
    else if (text === '`') readTemplate(true);
    else if (text === '}' && braces.pop() === true) readTemplate(false);
    else {
      if (text === '{') braces.push(false);
      code += text;
    }
  }
  return { code, strings };
}

function tokenAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function newlines(text: string): string {
  return text.replace(/[^\n]+/g, '');
}
