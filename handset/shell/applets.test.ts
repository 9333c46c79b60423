import { describe, expect, it } from 'vitest';
import { appletsOf, toyboxNames } from './applets.ts';

describe('the tools of a version', () => {
  it.each([
    ['awk', [28, 29, 30, 33, 34, 36]],
    ['stty', [28, 29, 30, 33, 34, 36]],
    ['nc', [29, 30, 33, 34, 36]],
    ['nsenter', [29, 30, 33, 34, 36]],
    ['watch', [29, 30, 33, 34, 36]],
    ['getopt', [30, 33, 34, 36]],
    ['vi', [30, 33, 34, 36]],
    ['[', [33, 34, 36]],
    ['logger', [34, 36]],
    ['getfattr', [36]],
    ['sha256sum', [27, 28, 29, 30, 33, 34, 36]],
    ['xxd', [27, 28, 29, 30, 33, 34, 36]],
    ['wget', []],
    ['bash', []],
    ['perl', []],
    ['sudo', []],
  ])('%s is in %j', (name, apis) => {
    const having = [27, 28, 29, 30, 33, 34, 36].filter((api) => appletsOf(api).includes(name));
    expect(having).toEqual(apis);
  });

  it('include getfattr without a name of its own from Android 10 to 14', () => {
    const having = [28, 29, 34].filter((api) => toyboxNames(api).includes('getfattr'));
    expect(having).toEqual([29, 34]);
    expect(toyboxNames(36).filter((name) => name === 'getfattr')).toHaveLength(1);
  });

  it('are each listed once', () => {
    expect(new Set(appletsOf(36)).size).toBe(appletsOf(36).length);
  });
});
