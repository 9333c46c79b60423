import { describe, expect, it } from 'vitest';
import { textWidth } from '../../reports/text-width.ts';
import type { Sight } from './sight.ts';
import { exitCodeOf, sightLines, summary } from './sight-lines.ts';

const OPEN: Sight = { channel: 'reboot', seen: 'yes', tried: 'asked', found: 'no code' };
const CLOSED: Sight = {
  channel: "app's internal directories",
  seen: 'no',
  tried: 'listed them',
  found:
    '/data/data/com.example/a-very-long-name-of-a-file-without-blanks/截图截图截图截图: Permission denied',
  remedy: 'use a phone with root',
};

describe('the doctor’s lines', () => {
  it('say what is seen, what was found, how, and what to do', () => {
    expect(sightLines(CLOSED, 200, false)).toEqual([
      "no      app's internal directories",
      `        ${CLOSED.found}`,
      '        (listed them)',
      '        to do: use a phone with root',
    ]);
  });

  it.each([24, 40, 79])('stay within %i columns and lose nothing', (width) => {
    const lines = sightLines(CLOSED, width, false);
    expect(lines.every((line) => textWidth(line) <= width)).toBe(true);
    expect(lines.join('').replaceAll(' ', '')).toContain('截图截图截图截图:Permissiondenied');
  });

  it('never let the phone write to the terminal', () => {
    const hostile = { ...OPEN, found: 'a\x1b[2Jb\u202ec\nd' };
    expect(sightLines(hostile, 80, false).join('\n')).toContain('a\\x1b[2Jb\\u202ec\\x0ad');
  });

  it('count, and the exit code is 2 as soon as something is not seen as a whole', () => {
    expect(summary([OPEN, CLOSED])).toBe('1 of 2 channels can be seen, 0 in part, 1 not.');
    expect(exitCodeOf([OPEN])).toBe(0);
    expect(exitCodeOf([OPEN, { ...CLOSED, seen: 'partly' }])).toBe(2);
    expect(exitCodeOf([OPEN, CLOSED])).toBe(2);
  });
});
