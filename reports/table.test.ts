import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { inconclusive, judgement, RUN, UPHELD } from './fixtures.fake.ts';
import { REENACTMENT_MARK, renderVerdictTable } from './table.ts';
import { textWidth } from './text-width.ts';

const HOSTILE = inconclusive(`${'京东'.repeat(80)}\u001b[2J\u202e\nnext line`);

describe('the table of verdicts', () => {
  it('says first that a re-enactment is one', () => {
    expect(renderVerdictTable(RUN, judgement({ a: UPHELD }), 80, false).split('\n')[0]).toContain(
      REENACTMENT_MARK,
    );
  });

  it('does not say so of a vendor app', () => {
    const run = { ...RUN, subject: { kind: 'vendor-app' } as const };
    expect(renderVerdictTable(run, judgement({ a: UPHELD }), 80, false)).not.toContain('re-enactment');
  });

  it('gives each claim a line with claim, verdict and why', () => {
    const short = inconclusive('too short');
    const lines = renderVerdictTable(RUN, judgement({ 'local-only': UPHELD, b: short }), 80, false).split(
      '\n',
    );
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/^local-only {2}upheld {10}no violation was observed$/);
    expect(lines[3]).toContain('inconclusive');
  });

  it('goes on with a long why below itself, and loses no word of it', () => {
    const why =
      'a whole copy of bank-screenshot (373063 bytes) is the file /storage/emulated/0/a.png; and 1 more gap';
    const rows = renderVerdictTable(RUN, judgement({ b: inconclusive(why) }), 70, false)
      .split('\n')
      .slice(2);
    expect(rows[0]).toMatch(/^b {6}inconclusive {4}a whole copy/);
    expect(rows.slice(1).every((row) => row.startsWith(' '.repeat(23)))).toBe(true);
    expect(rows.map((row) => row.slice(23).trim()).join(' ')).toBe(why);
  });

  it.each([60, 80, 120])('keeps a hostile why within %i columns and four lines', (width) => {
    const rows = renderVerdictTable(RUN, judgement({ b: HOSTILE }), width, false)
      .split('\n')
      .slice(2);
    expect(Math.max(...rows.map(textWidth))).toBeLessThanOrEqual(width);
    expect(rows.length).toBeLessThanOrEqual(4);
    expect(renderVerdictTable(RUN, judgement({ b: HOSTILE }), 60, false)).toMatch(/…$/);
  });

  it('lets no escape sequence of a why through', () => {
    const shown = renderVerdictTable(RUN, judgement({ a: inconclusive('\u001b[2Jx') }), 120, false);
    expect(shown).toContain(String.raw`\x1b[2Jx`);
  });

  it('colours on demand, without moving anything', () => {
    const made = judgement({ a: UPHELD, b: HOSTILE });
    const colored = renderVerdictTable(RUN, made, 90, true);
    expect(colored).toContain('\u001b[32m');
    expect(stripVTControlCharacters(colored)).toBe(renderVerdictTable(RUN, made, 90, false));
  });

  it('says when nothing was judged', () => {
    expect(renderVerdictTable(RUN, judgement({}), 80, false)).toContain('no claim was judged');
  });
});
