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

  it('gives each claim one line with claim, verdict and why', () => {
    const lines = renderVerdictTable(RUN, judgement({ 'local-only': UPHELD, b: HOSTILE }), 80, false).split(
      '\n',
    );
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/^local-only {2}upheld {10}no violation was observed$/);
    expect(lines[3]).toContain('inconclusive');
  });

  it.each([60, 80, 120])('keeps a hostile why within %i columns', (width) => {
    const row =
      renderVerdictTable(RUN, judgement({ b: HOSTILE }), width, false)
        .split('\n')
        .at(-1) ?? '';
    expect(textWidth(row)).toBeLessThanOrEqual(width);
    expect(row).toMatch(/…$/);
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
