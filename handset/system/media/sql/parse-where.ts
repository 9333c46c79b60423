import { type Arithmetic, type Comparison, type Expression, FUNCTIONS } from './expression.ts';
import { SqlError, type Token, tokenize } from './tokens.ts';

const DEEPEST = 100;
/** The weakest first. */
const LEVELS: readonly (readonly Arithmetic[])[] = [['+', '-'], ['*', '/', '%'], ['||']];
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** Parses a WHERE clause. Throws SqlError for what SQLite would refuse, and for what is not understood here. */
export function parseWhere(sql: string): Expression {
  const parser = new ExpressionParser(tokenize(sql));
  const expression = parser.expression();
  parser.end();
  return expression;
}

/** SQLite's grammar of expressions (lang_expr.html), by precedence, for what MediaProvider's callers write. */
export class ExpressionParser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#refuse();
  }

  expression(): Expression {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new SqlError(`Expression tree is too large (maximum depth ${DEEPEST})`);
    let left = this.#and();
    while (this.word('OR')) left = { kind: 'or', left, right: this.#and() };
    this.#depth -= 1;
    return left;
  }

  /** Takes the word when it is next. */
  word(word: string): boolean {
    const token = this.#tokens[this.#at];
    const there = token?.kind === 'name' && !token.quoted && token.text.toUpperCase() === word;
    if (there) this.#at += 1;
    return there;
  }

  symbol(raw: string): boolean {
    const token = this.#tokens[this.#at];
    const there = token?.kind === 'symbol' && token.raw === raw;
    if (there) this.#at += 1;
    return there;
  }

  name(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name') this.#refuse();
    this.#at += 1;
    return token.text;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.word('AND')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    return this.word('NOT') ? { kind: 'not', of: this.#deeper(() => this.#not()) } : this.#comparison();
  }

  #comparison(): Expression {
    let left = this.#sum();
    for (let next = this.#postfix(left); next !== undefined; next = this.#postfix(left)) left = next;
    return left;
  }

  #postfix(left: Expression): Expression | undefined {
    const token = this.#tokens[this.#at];
    const operator = token?.kind === 'symbol' ? COMPARISONS[token.raw] : undefined;
    if (operator !== undefined) {
      this.#at += 1;
      return { kind: 'compare', operator, left, right: this.#sum() };
    }
    if (this.word('IS'))
      return { kind: 'compare', operator: this.word('NOT') ? 'is not' : 'is', left, right: this.#sum() };
    const none: Expression = { kind: 'value', value: null };
    if (this.word('ISNULL')) return { kind: 'compare', operator: 'is', left, right: none };
    if (this.word('NOTNULL')) return { kind: 'compare', operator: 'is not', left, right: none };
    const negated = this.word('NOT');
    const test = this.#test(left);
    if (test === undefined) return negated ? this.#refuse() : undefined;
    return negated ? { kind: 'not', of: test } : test;
  }

  #test(left: Expression): Expression | undefined {
    if (this.word('LIKE')) {
      const pattern = this.#sum();
      return { kind: 'like', left, pattern, escape: this.word('ESCAPE') ? this.#sum() : undefined };
    }
    if (this.word('IN')) return { kind: 'in', left, list: this.#list() };
    if (!this.word('BETWEEN')) return undefined;
    const low = this.#sum();
    if (!this.word('AND')) this.#refuse();
    return { kind: 'between', left, low, high: this.#sum() };
  }

  #list(): readonly Expression[] {
    if (!this.symbol('(')) this.#refuse();
    const list: Expression[] = [];
    if (this.symbol(')')) return list;
    do list.push(this.expression());
    while (this.symbol(','));
    if (!this.symbol(')')) this.#refuse();
    return list;
  }

  #sum(level = 0): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#primary();
    let left = this.#sum(level + 1);
    for (;;) {
      const operator = operators.find((one) => this.symbol(one));
      if (operator === undefined) return left;
      left = { kind: 'arithmetic', operator, left, right: this.#sum(level + 1) };
    }
  }

  #primary(): Expression {
    if (this.symbol('(')) {
      const inner = this.expression();
      if (!this.symbol(')')) this.#refuse();
      return inner;
    }
    if (this.symbol('-')) return { kind: 'negative', of: this.#deeper(() => this.#primary()) };
    if (this.symbol('+')) return this.#deeper(() => this.#primary());
    const token = this.#tokens[this.#at];
    if (token === undefined) return this.#refuse();
    if (token.kind === 'symbol') return this.#refuse();
    this.#at += 1;
    if (token.kind === 'string') return { kind: 'value', value: token.text };
    if (token.kind === 'number') return { kind: 'value', value: token.value };
    if (!token.quoted && token.text.toUpperCase() === 'NULL') return { kind: 'value', value: null };
    return this.symbol('(') ? this.#call(token.text) : { kind: 'column', name: token.text };
  }

  #call(text: string): Expression {
    const name = FUNCTIONS.find((one) => one === text.toLowerCase());
    if (name === undefined) throw new SqlError(`no such function: ${text}`);
    this.#at -= 1;
    return { kind: 'call', name, of: this.#list() };
  }

  #deeper(parse: () => Expression): Expression {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new SqlError(`Expression tree is too large (maximum depth ${DEEPEST})`);
    const parsed = parse();
    this.#depth -= 1;
    return parsed;
  }

  #refuse(): never {
    const token = this.#tokens[this.#at];
    throw new SqlError(token === undefined ? 'incomplete input' : `near "${token.raw}": syntax error`);
  }
}
