import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simpleCommand } from './command-line.ts';

describe('words of a simple command', () => {
  it.each([
    ['getprop ro.build.version.sdk', ['getprop', 'ro.build.version.sdk']],
    ['  am   start\t-n a/.B  ', ['am', 'start', '-n', 'a/.B']],
    [`am start -d 'https://h/?a=1&b=2' x`, ['am', 'start', '-d', 'https://h/?a=1&b=2', 'x']],
    [`am start -d https://h/a\\?b=1\\&c=2`, ['am', 'start', '-d', 'https://h/a?b=1&c=2']],
    [`input text "it is"`, ['input', 'text', 'it is']],
    [`input text 'it'\\''s'`, ['input', 'text', "it's"]],
    [`input text a"b c"d`, ['input', 'text', 'ab cd']],
    [`input text ''`, ['input', 'text', '']],
    [
      `content query --uri content://media/external/images/media`,
      ['content', 'query', '--uri', 'content://media/external/images/media'],
    ],
    [
      'dumpsys deviceidle whitelist +io.appium.settings ;',
      ['dumpsys', 'deviceidle', 'whitelist', '+io.appium.settings'],
    ],
    ['settings put global http_proxy :0', ['settings', 'put', 'global', 'http_proxy', ':0']],
    [`echo '截屏 $HOME'`, ['echo', '截屏 $HOME']],
    ["screencap '-p'", ['screencap', '-p']],
    ['a b=c', ['a', 'b=c']],
    [`a 'two\nlines'`, ['a', 'two\nlines']],
  ])('are the words of: %s', (line, words) => {
    expect(simpleCommand(line)).toEqual(words);
  });

  it.each([
    '',
    '   ',
    ';',
    'a | b',
    'a && b',
    'a; b',
    'a & b',
    'a > file',
    'a < file',
    'a $HOME',
    'a "$HOME"',
    'a `b`',
    'a "`b`"',
    'a $(b)',
    '(a)',
    'a *',
    'a fil?',
    'a [ab]',
    'a {b,c}',
    'a ~',
    'a # comment',
    'X=1 a',
    'a\nb',
    'a\r',
    'a b\u3000',
    "a 'open",
    'a "open',
    'a \\',
  ])('are left to a real shell for: %j', (line) => {
    expect(simpleCommand(line)).toBeUndefined();
  });

  it('are any words at all, when each is quoted as a client quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (words) => {
        const quoted = ['echo', ...words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`)];
        expect(simpleCommand(quoted.join(' '))).toEqual(['echo', ...words]);
      }),
    );
  });

  it('never keeps a character that a shell would give a meaning outside of quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab $`|&;<>()*?[]"\'\\\n=~#{,}') }), (text) => {
        const words = simpleCommand(text);
        if (words === undefined || /['"\\]/.test(text)) return;
        expect(words.join(' ')).not.toMatch(/[|&;<>()$`*?[\]\n]/);
      }),
    );
  });
});
