import { describe, expect, it } from 'vitest';
import { parseNewAppOptions } from './options.ts';

describe('the options of new-app', () => {
  it('need nothing but a package, of which the last word names the folder', () => {
    expect(parseNewAppOptions(['com.example.My_App'])).toEqual({
      package: 'com.example.My_App',
      id: 'my-app',
      device: { kind: 'default' },
      handset: [],
    });
  });

  it('choose the folder and the phone', () => {
    const argv = ['com.example.app', '--id=mine', '--device=handset', '--handset-option=--android=14'];
    expect(parseNewAppOptions(argv)).toMatchObject({
      id: 'mine',
      device: { kind: 'handset' },
      handset: ['--android=14'],
    });
  });

  it('give help before anything else', () => {
    expect(parseNewAppOptions(['--help'])).toBe('help');
  });

  it.each([
    [[], /nothing is not the name of one package/],
    [['notapackage'], /notapackage is not/],
    [['com.example.app', 'com.example.other'], /is not the name of one/],
    [['com.example.app; reboot'], /is not the name/],
    [['com.example.app', '--id=../jdjr'], /no name for a folder.*--id/s],
    [['com.example.app', '--idd=x'], /--idd/],
  ])('%j is not understood, and what to do is said', (argv, words) => {
    expect(() => parseNewAppOptions(argv)).toThrow(words);
  });
});
