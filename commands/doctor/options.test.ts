import { describe, expect, it } from 'vitest';
import { parseDoctorOptions } from './options.ts';

describe('the options of the doctor', () => {
  it('may all be left out', () => {
    expect(parseDoctorOptions([])).toEqual({ device: { kind: 'default' }, handset: [] });
  });

  it('are all understood', () => {
    expect(parseDoctorOptions(['--device=handset', '--app=jdjr', '--handset-option=--build=user'])).toEqual({
      device: { kind: 'handset' },
      profile: { kind: 'app', name: 'jdjr' },
      handset: ['--build=user'],
    });
    expect(parseDoctorOptions(['--avd=Pixel_8', '--profile=mine.yaml'])).toMatchObject({
      device: { kind: 'avd', avd: 'Pixel_8' },
      profile: { kind: 'file', file: 'mine.yaml' },
    });
    expect(parseDoctorOptions(['--help'])).toBe('help');
  });

  it.each([
    [['--window=3'], /--window/],
    [['phone'], /phone/],
    [['--device=a', '--avd=b'], /both name a phone/],
    [['--app=a', '--profile=b'], /both name an app/],
  ])('%j is refused', (argv, words) => {
    expect(() => parseDoctorOptions(argv)).toThrow(words);
  });
});
