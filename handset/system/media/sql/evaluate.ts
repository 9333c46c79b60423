import type { Arithmetic, Comparison, Expression, KnownFunction, SqlValue } from './expression.ts';

/** The value of a column in the row that is looked at. */
export type ColumnOf = (name: string) => SqlValue;

/** Whether the row is in the result: SQLite takes it when the clause is true, not when it is NULL. */
export function holds(expression: Expression, column: ColumnOf): boolean {
  return truth(evaluate(expression, column)) === true;
}

/** Evaluates by SQLite's rules (lang_expr.html): NULL is neither true nor false, and spreads. */
export function evaluate(expression: Expression, column: ColumnOf): SqlValue {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'column':
      return column(expression.name);
    case 'not':
      return negated(truth(evaluate(expression.of, column)));
    case 'negative':
      return calculate('-', 0, evaluate(expression.of, column));
    case 'and':
    case 'or':
      return joined(expression, column);
    case 'compare':
      return compare(
        expression.operator,
        evaluate(expression.left, column),
        evaluate(expression.right, column),
      );
    case 'arithmetic':
      return calculate(
        expression.operator,
        evaluate(expression.left, column),
        evaluate(expression.right, column),
      );
    case 'like':
      return like(expression, column);
    case 'in':
      return contained(
        evaluate(expression.left, column),
        expression.list.map((one) => evaluate(one, column)),
      );
    case 'between':
      return between(expression, column);
    case 'call':
      return called(
        expression.name,
        expression.of.map((one) => evaluate(one, column)),
      );
  }
}

/** NULL first, then numbers, then text by code unit (datatype3.html, 4.1). */
export function order(a: SqlValue, b: SqlValue): number {
  const rank = (value: SqlValue): number =>
    value === null ? 0 : typeof value === 'number' ? 1 : typeof value === 'string' ? 2 : 3;
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return 0;
}

function truth(value: SqlValue): boolean | null {
  if (value === null) return null;
  return typeof value === 'number' ? value !== 0 : Number.parseFloat(textOf(value)) > 0;
}

function negated(value: boolean | null): SqlValue {
  return value === null ? null : Number(!value);
}

function joined(expression: Extract<Expression, { kind: 'and' | 'or' }>, column: ColumnOf): SqlValue {
  const decisive = expression.kind === 'or';
  const sides = [expression.left, expression.right].map((side) => truth(evaluate(side, column)));
  if (sides.includes(decisive)) return Number(decisive);
  return sides.includes(null) ? null : Number(!decisive);
}

function compare(operator: Comparison, left: SqlValue, right: SqlValue): SqlValue {
  const [a, b] = alike(left, right);
  if (operator === 'is' || operator === 'is not') return Number((order(a, b) === 0) === (operator === 'is'));
  if (a === null || b === null) return null;
  const difference = order(a, b);
  const holdsFor: Readonly<Record<Exclude<Comparison, 'is' | 'is not'>, boolean>> = {
    '=': difference === 0,
    '<>': difference !== 0,
    '<': difference < 0,
    '<=': difference <= 0,
    '>': difference > 0,
    '>=': difference >= 0,
  };
  return Number(holdsFor[operator]);
}

/** A column's number is compared with text that looks like one as a number: the affinity of `_id='7'`. */
function alike(left: SqlValue, right: SqlValue): readonly [SqlValue, SqlValue] {
  const numeric = (value: SqlValue): SqlValue =>
    typeof value === 'string' && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
  if (typeof left === 'number') return [left, numeric(right)];
  if (typeof right === 'number') return [numeric(left), right];
  return [left, right];
}

function calculate(operator: Arithmetic, left: SqlValue, right: SqlValue): SqlValue {
  if (left === null || right === null) return null;
  if (operator === '||') return textOf(left) + textOf(right);
  const [a, b] = [numberOf(left), numberOf(right)];
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  if (b === 0) return null;
  if (operator === '%') return Math.trunc(a) % Math.trunc(b);
  return Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b;
}

function numberOf(value: SqlValue): number {
  return typeof value === 'number' ? value : Number.parseFloat(textOf(value)) || 0;
}

function textOf(value: SqlValue): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function like(expression: Extract<Expression, { kind: 'like' }>, column: ColumnOf): SqlValue {
  const left = evaluate(expression.left, column);
  const pattern = evaluate(expression.pattern, column);
  if (left === null || pattern === null) return null;
  const escaped = expression.escape === undefined ? undefined : textOf(evaluate(expression.escape, column));
  return Number(matches([...ascii(textOf(left))], patternOf(ascii(textOf(pattern)), escaped)));
}

/** LIKE ignores the case of ASCII letters only. */
function ascii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

type PatternPart = 'any' | 'one' | { readonly literal: string };

function patternOf(pattern: string, escaping: string | undefined): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === escaping) {
      at += 1;
      parts.push({ literal: characters[at] ?? '' });
    } else if (character === '%') parts.push('any');
    else parts.push(character === '_' ? 'one' : { literal: character });
  }
  return parts;
}

/** In time of text by pattern, whatever the pattern: a regular expression could take for ever. */
function matches(text: readonly string[], pattern: readonly PatternPart[]): boolean {
  let reached = new Set([0]);
  for (const part of pattern) {
    const next = new Set<number>();
    if (part === 'any') for (let at = Math.min(...reached); at <= text.length; at += 1) next.add(at);
    else
      for (const at of reached)
        if (at < text.length && (part === 'one' || text[at] === part.literal)) next.add(at + 1);
    if (next.size === 0) return false;
    reached = next;
  }
  return reached.has(text.length);
}

function contained(left: SqlValue, list: readonly SqlValue[]): SqlValue {
  const answers = list.map((one) => compare('=', left, one));
  if (answers.includes(1)) return 1;
  return answers.includes(null) ? null : 0;
}

function between(expression: Extract<Expression, { kind: 'between' }>, column: ColumnOf): SqlValue {
  const value = evaluate(expression.left, column);
  const low = compare('>=', value, evaluate(expression.low, column));
  const high = compare('<=', value, evaluate(expression.high, column));
  if (low === 0 || high === 0) return 0;
  return low === null || high === null ? null : 1;
}

function called(name: KnownFunction, values: readonly SqlValue[]): SqlValue {
  const [first = null] = values;
  if (name === 'ifnull' || name === 'coalesce') return values.find((value) => value !== null) ?? null;
  if (first === null) return null;
  if (name === 'length') return [...textOf(first)].length;
  return name === 'lower'
    ? ascii(textOf(first))
    : textOf(first).replaceAll(/[a-z]/g, (one) => one.toUpperCase());
}
