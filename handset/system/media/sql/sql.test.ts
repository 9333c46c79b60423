import { describe, expect, it } from 'vitest';
import type { ColumnOf } from './evaluate.ts';
import { holds } from './evaluate.ts';
import type { SqlValue } from './expression.ts';
import { parseOrderBy, sorted } from './order-by.ts';
import { parseWhere } from './parse-where.ts';
import { strayToken } from './strict-grammar.ts';
import { SqlError, tokenize } from './tokens.ts';

const ROW: Readonly<Record<string, SqlValue>> = {
  _id: 7,
  _size: 120,
  _display_name: "it's 截图_1%.PNG",
  relative_path: 'Pictures/Screenshots/',
  datetaken: null,
};
const columns =
  (row: Readonly<Record<string, SqlValue>>): ColumnOf =>
  (name) => {
    const value = row[name.toLowerCase()];
    if (value === undefined) throw new SqlError(`no such column: ${name}`);
    return value;
  };
const taken = (where: string): boolean => holds(parseWhere(where), columns(ROW));

describe('a WHERE clause', () => {
  it.each([
    '_id=7',
    "_id='7'",
    '_ID == 7 AND _size>100',
    '_id<>8',
    'NOT _id=8',
    'not (_id=8 or _size<=1)',
    '_id=8 OR _id=7 AND _size=120',
    '_id IN (1, 2, 7)',
    '_id NOT IN (1)',
    '_id not in ()',
    '_size BETWEEN 100 AND 120',
    'datetaken IS NULL',
    'datetaken ISNULL',
    '_id IS NOT NULL',
    'NOT (datetaken=1 AND _id=8)',
    "relative_path LIKE '%screenshots%'",
    "_display_name LIKE '%\\_1\\%.png' ESCAPE '\\'",
    "_display_name = 'it''s 截图_1%.PNG'",
    "'x' || _id = 'x7'",
    '_id+1*2=9',
    '-_id = -7',
    'ifnull(datetaken, _size*1000) = 120000',
    "lower(_display_name) LIKE 'it%'",
    'length(relative_path)=21',
    '"_id"=7',
  ])('takes the row: %s', (where) => expect(taken(where)).toBe(true));

  it.each([
    '_id=8',
    'datetaken=NULL',
    'datetaken<>1',
    'NOT datetaken=1',
    'datetaken IN (1)',
    '_id NOT IN (1, NULL)',
    '_size BETWEEN 121 AND 900',
    "relative_path LIKE 'screenshots'",
    "relative_path LIKE ''",
    "_display_name LIKE '截'",
    '0',
    '_id=8 AND datetaken=1',
    '1/0',
  ])('leaves the row out: %s', (where) => expect(taken(where)).toBe(false));

  it.each([
    ['', 'incomplete input'],
    ['_id=', 'incomplete input'],
    ['_id=7)', 'near ")": syntax error'],
    ['(_id=7', 'incomplete input'],
    ['_id=7 _size', 'near "_size": syntax error'],
    ["_display_name='a", `unrecognized token: "'a"`],
    ['_id=7; DROP TABLE files', 'near ";": syntax error'],
    ['_id # 7', 'unrecognized token: "#"'],
    ['nope=1', 'no such column: nope'],
    ['load_extension(1)', 'no such function: load_extension'],
    ['_id IN (SELECT 1)', 'near "1": syntax error'],
    ['_id NOT 7', 'near "7": syntax error'],
    ['_id=?', 'near "?": syntax error'],
    ['('.repeat(5000), 'Expression tree is too large (maximum depth 100)'],
    ['not '.repeat(5000), 'Expression tree is too large (maximum depth 100)'],
  ])('is refused in the words of SQLite: %s', (where, why) => {
    expect(() => taken(where)).toThrow(new SqlError(why));
  });

  it('matches a pattern of many wildcards in little time', () => {
    const row = { ...ROW, _display_name: 'a'.repeat(5000) };
    const where = parseWhere(`_display_name LIKE '${'%a'.repeat(200)}b'`);
    expect(holds(where, columns(row))).toBe(false);
  });
});

describe('an ORDER BY clause', () => {
  const rows = [
    { _id: 1, name: 'b', taken: null },
    { _id: 2, name: 'A', taken: 5 },
    { _id: 3, name: 'a', taken: 5 },
  ] as const;

  it.each([
    ['_id DESC', [3, 2, 1]],
    ['_id desc limit 2', [3, 2]],
    ['_id LIMIT 1 OFFSET 1', [2]],
    ['_id LIMIT 1, 2', [2, 3]],
    ['_id LIMIT -1', [1, 2, 3]],
    ['taken, _id DESC', [1, 3, 2]],
    ['name', [2, 3, 1]],
    ['name COLLATE NOCASE DESC, _id ASC', [1, 2, 3]],
  ])('%s', (clause, ids) => {
    expect(sorted(rows, parseOrderBy(clause), columns).map((row) => row._id)).toEqual(ids);
  });

  it.each([
    ['_id DESC DESC', 'near "DESC": syntax error'],
    ['_id COLLATE klingon', 'no such collation sequence: klingon'],
    ["_id LIMIT 'x'", 'datatype mismatch'],
    ['_id LIMIT _id', 'datatype mismatch'],
  ])('refuses %s', (clause, why) => expect(() => parseOrderBy(clause)).toThrow(new SqlError(why)));
});

it.each([
  ['_id=7 AND _size IS NOT NULL', undefined],
  ["_display_name LIKE 'limit'", undefined],
  ['_id DESC LIMIT 5', 'LIMIT'],
  ['nope=1', 'nope'],
  ['(SELECT _id)', 'SELECT'],
  ['"NOT"', '"NOT"'],
  ['1;', ';'],
])('the strict grammar of Android 11 stumbles in %s over %s', (clause, stray) => {
  expect(strayToken(tokenize(clause), ['_id', '_size', '_display_name'])).toBe(stray);
});
