import { parseExpression, syntaxError, type UiCall } from './ui-expression.ts';
import type { ViewFacts } from './view-attributes.ts';

/** What a `new UiSelector()…` expression asks for. */
export interface UiSelector {
  readonly source: string;
  readonly matches: (facts: ViewFacts) => boolean;
  /** Which of the matching views is meant, counted from 0. */
  readonly instance: number | undefined;
  /** Place among its siblings. */
  readonly index: number | undefined;
  readonly classPattern: boolean;
  /** A view within the one that matches is meant. */
  readonly child: UiSelector | undefined;
  /** A view within the parent of the one that matches is meant. */
  readonly fromParent: UiSelector | undefined;
}

type Condition = (facts: ViewFacts) => boolean;
type Words = (facts: ViewFacts) => string | undefined;

const text: Words = (facts) => facts.text;
const description: Words = (facts) => facts.description;
const exact = (words: Words) => (wanted: string) => (facts: ViewFacts) => words(facts) === wanted;
// The real one ignores case in these two (androidx.test.uiautomator, UiSelector.java).
const containing = (words: Words) => (wanted: string) => (facts: ViewFacts) =>
  lower(words(facts)).includes(lower(wanted));
const beginning = (words: Words) => (wanted: string) => (facts: ViewFacts) =>
  lower(words(facts)).startsWith(lower(wanted));
const matching = (words: Words) => (pattern: string) => {
  const whole = wholeTextPattern(pattern);
  return (facts: ViewFacts) => whole.test((words(facts) ?? '').slice(0, 10_000));
};

const STRING_METHODS: ReadonlyMap<string, (wanted: string) => Condition> = new Map([
  ['text', exact(text)],
  ['textContains', containing(text)],
  ['textStartsWith', beginning(text)],
  ['textMatches', matching(text)],
  ['description', exact(description)],
  ['descriptionContains', containing(description)],
  ['descriptionStartsWith', beginning(description)],
  ['descriptionMatches', matching(description)],
  ['resourceId', exact((facts) => facts.resourceId)],
  ['resourceIdMatches', matching((facts) => facts.resourceId)],
  ['className', exact((facts) => facts.className)],
  ['classNameMatches', matching((facts) => facts.className)],
  ['packageName', exact((facts) => facts.packageName)],
  ['packageNameMatches', matching((facts) => facts.packageName)],
]);

const BOOLEAN_METHODS: ReadonlyMap<string, (facts: ViewFacts) => boolean> = new Map([
  ['checkable', (facts) => facts.checkable],
  ['checked', (facts) => facts.checked],
  ['clickable', (facts) => facts.clickable],
  ['enabled', (facts) => facts.enabled],
  ['focusable', (facts) => facts.focusable],
  ['focused', (facts) => facts.focused],
  ['longClickable', (facts) => facts.longClickable],
  ['scrollable', (facts) => facts.scrollable],
  ['selected', (facts) => facts.selected],
]);

/** Reads a UiSelector expression; whatever it does not know is an `invalid selector`, never a guess. */
export function parseUiSelector(expression: string): UiSelector {
  const { source, calls, construction } = parseExpression(completed(expression), 'UiSelector');
  if (construction.length > 0)
    throw syntaxError(
      source,
      `UiSelector has no suitable constructor with arguments [${construction.join(', ')}]`,
    );
  const empty: UiSelector = {
    source,
    matches: () => true,
    instance: undefined,
    index: undefined,
    classPattern: false,
    child: undefined,
    fromParent: undefined,
  };
  return calls.reduce((selector, call) => extended(selector, call), empty);
}

/** `text("x")` and `.text("x")` are short for `new UiSelector().text("x")` (UiSelectorParser.prepareForParsing). */
function completed(expression: string): string {
  const source = expression.trim();
  if (/^(?:new\s+)?UiSelector(?=[ (])/.test(source)) return source.replace(/^new\s+/, 'new ');
  return `new UiSelector()${source.startsWith('.') ? '' : '.'}${source}`;
}

function extended(selector: UiSelector, call: UiCall): UiSelector {
  const [argument = '', ...more] = call.arguments;
  const { source, matches } = selector;
  if (more.length > 0 || call.arguments.length === 0)
    throw unsuitable(source, call, 'Invalid arguments count');
  const stringMethod = STRING_METHODS.get(call.method);
  if (stringMethod !== undefined) {
    const condition = stringMethod(stringOf(source, call, argument));
    const classPattern = selector.classPattern || call.method === 'classNameMatches';
    return { ...selector, classPattern, matches: (facts) => matches(facts) && condition(facts) };
  }
  const booleanMethod = BOOLEAN_METHODS.get(call.method);
  if (booleanMethod !== undefined) {
    if (!/^(?:true|false)$/.test(argument)) throw unsuitable(source, call, `${argument} is not a boolean`);
    const wanted = argument === 'true';
    return { ...selector, matches: (facts) => matches(facts) && booleanMethod(facts) === wanted };
  }
  switch (call.method) {
    case 'instance':
      return { ...selector, instance: numberOf(source, call, argument) };
    case 'index':
      return { ...selector, index: numberOf(source, call, argument) };
    case 'childSelector':
      return { ...selector, child: parseUiSelector(argument) };
    case 'fromParent':
      return { ...selector, fromParent: parseUiSelector(argument) };
    default:
      throw syntaxError(source, `UiSelector has no \`${call.method}\` method`);
  }
}

function unsuitable(source: string, { method, arguments: words }: UiCall, why: string): Error {
  const message = `\`UiSelector\` doesn't have suitable method \`${method}\` with arguments [${words.join(', ')}]`;
  return syntaxError(source, `${message}: ${why}`);
}

/** As the server does: of all escapes of Java it knows the one of the quote. */
function stringOf(source: string, call: UiCall, argument: string): string {
  if (!/^"[\s\S]*"$/.test(argument) || argument.length < 2)
    throw unsuitable(source, call, `${argument} is not a string`);
  return argument.slice(1, -1).replaceAll('\\"', '"');
}

function numberOf(source: string, call: UiCall, argument: string): number {
  if (!/^[+-]?\d{1,9}$/.test(argument)) throw unsuitable(source, call, `${argument} is not a integer`);
  return Number(argument);
}

/** Java's `Pattern.matches` wants the whole text. */
function wholeTextPattern(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 'su');
  } catch {
    return looserPattern(pattern);
  }
}

/** Java allows escapes of characters that need none, which JavaScript refuses with the flag `u` only. */
function looserPattern(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 's');
  } catch (cause) {
    throw syntaxError(pattern, `not a regular expression (${String(cause)})`);
  }
}

function lower(words: string | undefined): string {
  return (words ?? '').toLowerCase();
}
