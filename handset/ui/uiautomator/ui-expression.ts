import { ProtocolError } from './protocol-error.ts';

/** `new CLASS(arguments).method(arguments)…` as the server's UiExpressionParser takes it apart; arguments are raw text. */
export interface UiExpression {
  readonly source: string;
  readonly construction: readonly string[];
  readonly calls: readonly UiCall[];
}

export interface UiCall {
  readonly method: string;
  readonly arguments: readonly string[];
}

/** A client's expressions nest by its own choice: our recursion over them must end. */
const LONGEST = 20_000;

/** The statements of a text, separated by semicolons outside of strings. */
export function statementsOf(text: string): readonly string[] {
  if (text === '') {
    throw syntaxError(
      text,
      'Tried to parse an empty string. Expected to see a string consisting of text to be interpreted as UiAutomator java code.',
    );
  }
  if (text.length > LONGEST) throw syntaxError(text.slice(0, 100), `it is longer than ${LONGEST} characters`);
  return splitAt(text.trim().replace(/;$/, ''), ';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** Takes an expression apart that constructs `className`; `new` may be missing, as may the construction of a UiSelector. */
export function parseExpression(given: string, className: string): UiExpression {
  const source = given.trim();
  const constructed = new RegExp(`^(?:new )?${className}(?=[ (])`).exec(source);
  if (constructed === null) {
    const message = `Was trying to parse as ${className}, but didn't start with an acceptable prefix. Acceptable prefixes are: \`new ${className}\` or \`${className}\``;
    throw syntaxError(source, message);
  }
  const construction = argumentsAt(source, constructed[0].length);
  const calls: UiCall[] = [];
  let at = construction.end;
  while (at < source.length) {
    const call = callAt(source, at);
    calls.push(call);
    at = call.end;
  }
  return { source, construction: construction.words, calls };
}

export function syntaxError(source: string, message: string): ProtocolError {
  return new ProtocolError(
    'invalid selector',
    `Could not parse selector expression \`${source}\`: ${message}`,
  );
}

function callAt(source: string, start: number): UiCall & { readonly end: number } {
  const dot = /\s*\.\s*/y;
  dot.lastIndex = start;
  const found = dot.exec(source);
  if (found === null) throw syntaxError(source, `Expected "." at position ${start}`);
  const nameAt = start + found[0].length;
  const parenthesis = source.indexOf('(', nameAt);
  if (parenthesis < 0)
    throw syntaxError(source, `No opening parenthesis after method name at position ${nameAt}`);
  const method = source.slice(nameAt, parenthesis).trim();
  if (method === '') throw syntaxError(source, `Missing method name at position ${nameAt}`);
  const { words, end } = argumentsAt(source, parenthesis);
  return { method, arguments: words, end };
}

function argumentsAt(
  source: string,
  start: number,
): { readonly words: readonly string[]; readonly end: number } {
  const open = source.indexOf('(', start);
  if (open < 0 || source.slice(start, open).trim() !== '')
    throw syntaxError(source, `No opening parenthesis at position ${start}`);
  let depth = 0;
  let quoted = false;
  for (let at = open; at < source.length; at += 1) {
    const character = source[at];
    if (character === '"' && !(quoted && source[at - 1] === '\\')) quoted = !quoted;
    if (quoted) continue;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth === 0) return { words: wordsOf(source, source.slice(open + 1, at)), end: at + 1 };
  }
  throw syntaxError(source, 'Unclosed paren in expression');
}

function wordsOf(source: string, inside: string): readonly string[] {
  if (inside.trim() === '') return [];
  const words = splitAt(inside, ',').map((word) => word.trim());
  if (words.includes('')) throw syntaxError(source, 'Missing argument');
  return words;
}

/** At a separator outside of strings and parentheses. */
function splitAt(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let begin = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"' && !(quoted && text[at - 1] === '\\')) quoted = !quoted;
    if (quoted) continue;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character !== separator || depth > 0) continue;
    parts.push(text.slice(begin, at));
    begin = at + 1;
  }
  return [...parts, text.slice(begin)];
}
