import type { View } from '../../parts.ts';
import { ProtocolError } from './protocol-error.ts';

/** What a `new UiSelector()…` expression asks of a view. */
export interface UiSelector {
  readonly matches: (view: View) => boolean;
  /** Which of the matching views is meant, counted from 0. */
  readonly instance: number | undefined;
}

type Condition = (view: View) => boolean;

const STRING_METHODS: Readonly<Record<string, (wanted: string) => Condition>> = {
  text: (wanted) => (view) => (view.text ?? '') === wanted,
  // The real one ignores case in these two (androidx.test.uiautomator, UiSelector.java).
  textContains: (wanted) => (view) => lower(view.text).includes(lower(wanted)),
  textStartsWith: (wanted) => (view) => lower(view.text).startsWith(lower(wanted)),
  textMatches: (wanted) => {
    const pattern = wholeTextPattern(wanted);
    return (view) => pattern.test((view.text ?? '').slice(0, 10_000));
  },
  description: (wanted) => (view) => (view.contentDescription ?? '') === wanted,
  descriptionContains: (wanted) => (view) => lower(view.contentDescription).includes(lower(wanted)),
  resourceId: (wanted) => (view) => view.resourceId === wanted,
  className: (wanted) => (view) => view.className === wanted,
};

const BOOLEAN_METHODS: Readonly<Record<string, (wanted: boolean) => Condition>> = {
  clickable: (wanted) => (view) => (view.clickable === true || view.onText !== undefined) === wanted,
  checked: (wanted) => (view) => (view.checked === true) === wanted,
  enabled: (wanted) => (view) => (view.enabled !== false) === wanted,
};

const CALL = /\s*\.\s*([A-Za-z]+)\s*\(\s*("(?:[^"\\\n]|\\.)*"|true|false|\d{1,6})\s*\)/y;

/** Reads a UiSelector expression; whatever it does not know is an `invalid selector`, never a guess. */
export function parseUiSelector(expression: string): UiSelector {
  const start = /^\s*(?:new\s+)?UiSelector\s*\(\s*\)/.exec(expression);
  if (start === null) throw invalid(expression, 'it does not begin with new UiSelector()');
  const end = expression.replace(/\s*;?\s*$/, '').length;
  const conditions: Condition[] = [];
  let instance: number | undefined;
  let at = start[0].length;
  while (at < end) {
    CALL.lastIndex = at;
    const call = CALL.exec(expression);
    if (call === null) throw invalid(expression, `it cannot be read from character ${at} on`);
    const [whole, method = '', argument = ''] = call;
    if (method === 'instance' && /^\d+$/.test(argument)) instance = Number(argument);
    else conditions.push(conditionOf(expression, method, argument));
    at += whole.length;
  }
  return { matches: (view) => conditions.every((condition) => condition(view)), instance };
}

function conditionOf(expression: string, method: string, argument: string): Condition {
  if (argument.startsWith('"') && Object.hasOwn(STRING_METHODS, method)) {
    const condition = STRING_METHODS[method]?.(javaString(expression, argument));
    if (condition !== undefined) return condition;
  }
  if (/^(?:true|false)$/.test(argument) && Object.hasOwn(BOOLEAN_METHODS, method)) {
    const condition = BOOLEAN_METHODS[method]?.(argument === 'true');
    if (condition !== undefined) return condition;
  }
  throw invalid(expression, `${method}(${argument}) is not something that this phone can look for`);
}

const JAVA_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/** Java Language Specification, 3.10.7. */
function javaString(expression: string, literal: string): string {
  return literal
    .slice(1, -1)
    .replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (sequence, hex?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      const character = letter === undefined ? undefined : JAVA_ESCAPES[letter];
      if (character === undefined) throw invalid(expression, `${sequence} is not an escape of Java`);
      return character;
    });
}

/** Java's `Pattern.matches` wants the whole text. */
function wholeTextPattern(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 'su');
  } catch (cause) {
    throw new ProtocolError('invalid selector', `not a regular expression: ${pattern} (${String(cause)})`);
  }
}

function lower(text: string | undefined): string {
  return (text ?? '').toLowerCase();
}

function invalid(expression: string, why: string): ProtocolError {
  return new ProtocolError('invalid selector', `Could not parse UiSelector argument: ${expression}: ${why}`);
}
