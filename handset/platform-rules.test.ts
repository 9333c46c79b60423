import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const PAGE = readFileSync(path.join(import.meta.dirname, 'PLATFORM-RULES.md'), 'utf8');

/** Rows of its tables, without their heads: rule, versions, source, tests. */
const ROWS = PAGE.split('\n')
  .filter((line) => line.startsWith('|') && !/^\| (?:rule|---) /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const NAMED = ROWS.flatMap(([, , , , tests = '']) =>
  [...tests.matchAll(/`([\w./-]+\.ts)` "([^"]+)"/g)].map(
    ([, file = '', title = '']) => [file, title] as const,
  ),
);

describe('the page of the platform’s rules', () => {
  it('has rows that all say for which versions, by which source and test', () => {
    expect(ROWS.length).toBeGreaterThan(40);
    for (const [, rule, versions, source, tests = ''] of ROWS) {
      expect([rule, versions, source]).not.toContain('');
      expect(tests).toMatch(/^(?:`[\w./-]+\.(?:test|spec)\.ts` "[^"]+"(?:; |$))+$/);
    }
  });

  it.each(NAMED)('names a test of %s that is there: %s', (file, title) => {
    const whole = path.join(import.meta.dirname, file);
    expect(existsSync(whole)).toBe(true);
    const quoted = [`'${title}',`, `"${title}",`];
    expect(quoted.some((one) => readFileSync(whole, 'utf8').includes(one))).toBe(true);
  });
});
