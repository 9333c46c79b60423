import type { SqlValue } from '../../media/sql/expression.ts';

/** A call of `content`, as its command line says it. */
export interface ContentCall {
  readonly verb: ContentVerb;
  readonly uri: string;
  readonly user: number;
  readonly projection: readonly string[] | undefined;
  readonly where: string | undefined;
  readonly sort: string | undefined;
  readonly method: string | undefined;
  readonly arg: string | undefined;
  readonly values: ReadonlyMap<string, SqlValue>;
  readonly extras: ReadonlyMap<string, SqlValue>;
}

const VERBS = ['insert', 'update', 'delete', 'query', 'call', 'read', 'write', 'gettype'] as const;
type ContentVerb = (typeof VERBS)[number];

/** What `[ERROR]` says. */
export class ContentUsageError extends Error {}

const OPTIONS: Readonly<Record<ContentVerb, readonly string[]>> = {
  insert: ['--bind', '--extra'],
  update: ['--where', '--bind', '--extra'],
  delete: ['--where', '--extra'],
  query: ['--where', '--sort', '--projection', '--extra'],
  call: ['--method', '--arg', '--extra'],
  read: [],
  write: [],
  gettype: [],
};
/** `call` always took extras, the others from Android 11 on. */
const EXTRAS_SINCE = 30;

/** Takes the command line apart as Content.java does. Throws ContentUsageError with its words. */
export function parseContentCall(words: readonly string[], api: number): ContentCall {
  const [operation, ...rest] = words;
  const verb = VERBS.find((one) => one === operation);
  if (verb === undefined) throw new ContentUsageError(`Unsupported operation: ${operation ?? 'null'}`);
  const allowed = ['--uri', '--user', ...OPTIONS[verb]].filter(
    (option) => option !== '--extra' || verb === 'call' || api >= EXTRAS_SINCE,
  );
  const given = new Map<string, string>();
  const bound = { '--bind': new Map<string, SqlValue>(), '--extra': new Map<string, SqlValue>() };
  for (let at = 0; at < rest.length; at += 2) {
    const option = rest[at] ?? '';
    if (!allowed.includes(option)) throw new ContentUsageError(`Unsupported argument: ${option}`);
    if (option === '--bind' || option === '--extra') bind(bound[option], rest[at + 1], api);
    else given.set(option, cellOf(option, rest[at + 1]));
  }
  return checked(verb, given, { values: bound['--bind'], extras: bound['--extra'] });
}

function checked(
  verb: ContentVerb,
  given: ReadonlyMap<string, string>,
  bound: Pick<ContentCall, 'values' | 'extras'>,
): ContentCall {
  const uri = given.get('--uri');
  if (uri === undefined)
    throw new ContentUsageError('Content provider URI not specified. Did you specify --uri argument?');
  if ((verb === 'insert' || verb === 'update') && bound.values.size === 0)
    throw new ContentUsageError('Bindings not specified. Did you specify --bind argument(s)?');
  if (verb === 'call' && given.get('--method') === undefined)
    throw new ContentUsageError('Content provider method not specified.');
  return {
    verb,
    uri,
    user: whole(given.get('--user') ?? '0'),
    projection: given.get('--projection')?.split(/\s*:\s*/),
    where: given.get('--where'),
    sort: given.get('--sort'),
    method: given.get('--method'),
    arg: given.get('--arg'),
    ...bound,
  };
}

function cellOf(option: string, value: string | undefined): string {
  if (value !== undefined && value !== '' && !value.startsWith('--')) return value;
  throw new ContentUsageError(`No value for argument: ${option}`);
}

/**
 * `column:type:value`. With extras, whose names have colons, these have to be escaped, and NULL can be said; that both came
 * in the same version is not verified.
 */
function bind(values: Map<string, SqlValue>, binding: string | undefined, api: number): void {
  const [column, type, value] = parts(binding ?? '', api >= EXTRAS_SINCE);
  if (column === undefined || type === undefined || value === undefined)
    throw new ContentUsageError(`Binding not well formed: ${binding ?? 'null'}`);
  values.set(column, typed(type, value, api));
}

function parts(binding: string, escaped: boolean): readonly (string | undefined)[] {
  if (!escaped) return /^([^:]*):([^:]*):(.*)$/s.exec(binding)?.slice(1) ?? [];
  const found = [''];
  for (let at = 0; at < binding.length; at += 1) {
    if (binding[at] === '\\') {
      at += 1;
      if (at === binding.length) throw new ContentUsageError('Invalid escaping');
      found.push(`${found.pop()}${binding[at]}`);
    } else if (binding[at] === ':') found.push('');
    else found.push(`${found.pop()}${binding[at]}`);
  }
  return found.length === 3 ? found : [];
}

function typed(type: string, value: string, api: number): SqlValue {
  if (type === 's') return value;
  switch (type.toLowerCase()) {
    case 'b':
      return Number(value.toLowerCase() === 'true');
    case 'i':
    case 'l':
      return whole(value);
    case 'f':
    case 'd':
      return decimal(value);
    case 'n':
      if (api >= EXTRAS_SINCE) return null;
  }
  throw new ContentUsageError(`Unsupported type: ${type}`);
}

/** NumberFormatException is an IllegalArgumentException, and its message is what is shown. */
function whole(text: string): number {
  if (/^[+-]?\d{1,18}$/.test(text)) return Number(text);
  throw new ContentUsageError(`For input string: "${text}"`);
}

function decimal(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isNaN(value)) return value;
  throw new ContentUsageError(`For input string: "${text}"`);
}
