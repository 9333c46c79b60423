/** One word of SQL, as SQLite's tokenizer tells them apart. */
export type Token =
  | { readonly kind: 'string'; readonly text: string; readonly raw: string }
  | { readonly kind: 'number'; readonly value: number; readonly raw: string }
  | { readonly kind: 'name'; readonly text: string; readonly raw: string; readonly quoted: boolean }
  | { readonly kind: 'symbol'; readonly raw: string };

/** What SQLite says of a statement that it cannot take, without the exception's name. */
export class SqlError extends Error {}

const SPACE = /^[ \t\r\n\f]+/;
const NUMBER = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/;
const NAME = /^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/;
const SYMBOL = /^(?:\|\||<>|<=|>=|!=|==|[()=<>,*+\-/%.?;])/;
const QUOTES: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']' };

/** Takes a clause apart. Throws SqlError in SQLite's words for what is no SQL. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = sql;
  while (rest !== '') {
    const space = SPACE.exec(rest);
    if (space !== null) {
      rest = rest.slice(space[0].length);
      continue;
    }
    const token = nextToken(rest);
    tokens.push(token);
    rest = rest.slice(token.raw.length);
  }
  return tokens;
}

function nextToken(rest: string): Token {
  const quote = QUOTES[rest[0] ?? ''];
  if (quote !== undefined) return quoted(rest, quote);
  const number = NUMBER.exec(rest)?.[0];
  if (number !== undefined) return { kind: 'number', value: Number(number), raw: number };
  const name = NAME.exec(rest)?.[0];
  if (name !== undefined) return { kind: 'name', text: name, raw: name, quoted: false };
  const symbol = SYMBOL.exec(rest)?.[0];
  if (symbol !== undefined) return { kind: 'symbol', raw: symbol };
  throw new SqlError(`unrecognized token: "${rest.slice(0, 1)}"`);
}

function quoted(rest: string, close: string): Token {
  let text = '';
  for (let at = 1; at < rest.length; at += 1) {
    if (rest[at] !== close) {
      text += rest[at];
      continue;
    }
    if (rest[at + 1] === close && close !== ']') {
      text += close;
      at += 1;
      continue;
    }
    const raw = rest.slice(0, at + 1);
    return close === "'" ? { kind: 'string', text, raw } : { kind: 'name', text, raw, quoted: true };
  }
  throw new SqlError(`unrecognized token: "${rest}"`);
}
