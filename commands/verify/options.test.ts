import { describe, expect, it } from 'vitest';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import { parseVerifyOptions, type VerifyOptions, windowMs } from './options.ts';

describe('the observation window', () => {
  it.each([
    ['quick', 0, 5_000],
    ['full', 0, 15_000],
    ['quick', 10_000, 12_000],
    ['full', 10_000, 15_000],
  ] as const)(
    'of the %s matrix on a phone that tells of images %i ms late is %i ms',
    (matrix, noticeDelayMs, ms) => {
      expect(windowMs(options(`--matrix=${matrix}`), { noticeDelayMs })).toBe(ms);
    },
  );

  it('is what was asked for', () => {
    expect(windowMs(options('--window=2'), { noticeDelayMs: 10_000 })).toBe(2_000);
  });
});

function options(word: string): VerifyOptions {
  const parsed = parseVerifyOptions(['--app=jdjr', word]);
  if (parsed === 'help') throw new Error('nobody asked for help');
  return parsed;
}

describe('the options of verify', () => {
  it('need nothing but an app', () => {
    expect(parseVerifyOptions(['--app=jdjr'])).toEqual({
      profile: { kind: 'app', name: 'jdjr' },
      device: { kind: 'default' },
      matrix: 'quick',
      only: [],
      planOnly: false,
      exit: 'expectation',
      proxy: 'mockttp',
      handset: [],
    });
  });

  it('are all understood', () => {
    const argv = [
      '--app=jdjr',
      '--device=emulator-5554',
      '--apk=app.apk',
      '--window=2.5',
      '--matrix=full',
      '--only=photo-in-background',
      '--only=return-and-send',
      '--plan',
      '--exit=verdict',
      '--proxy=mitmdump',
      '--proxy-port=8080',
      '--handset-option=--jrapp=honest',
      '--handset-option=--build=user',
      '--plant-blind-proxy=tls-passthrough',
    ];
    expect(parseVerifyOptions(argv)).toEqual({
      profile: { kind: 'app', name: 'jdjr' },
      device: { kind: 'serial', serial: 'emulator-5554' },
      apk: 'app.apk',
      windowMs: 2_500,
      matrix: 'full',
      only: ['photo-in-background', 'return-and-send'],
      planOnly: true,
      exit: 'verdict',
      proxy: 'mitmdump',
      proxyPort: 8080,
      handset: ['--jrapp=honest', '--build=user'],
      blind: 'tls-passthrough',
    });
  });

  it('take the word handset for the simulated phone', () => {
    expect(parseVerifyOptions(['--app=jdjr', '--device=handset'])).toMatchObject({
      device: { kind: 'handset' },
    });
  });

  it('take an emulator by its name', () => {
    expect(parseVerifyOptions(['--app=jdjr', '--avd=Pixel_8'])).toMatchObject({
      device: { kind: 'avd', avd: 'Pixel_8' },
    });
  });

  it('take a profile that lies elsewhere', () => {
    expect(parseVerifyOptions(['--profile=/tmp/mine.yaml'])).toMatchObject({
      profile: { kind: 'file', file: '/tmp/mine.yaml' },
    });
  });

  it('give help before anything else', () => {
    expect(parseVerifyOptions(['--help'])).toBe('help');
  });

  it.each([
    [[], /no app was named.*--app=<name>/s],
    [['--app'], /--app/],
    [['--app=jdjr', '--profile=mine.yaml'], /both name an app.*leave one/s],
    [['--app=jdjr', '--device=R5CT', '--avd=Pixel_8'], /both name a phone.*leave one/s],
    [['--app=jdjr', 'extra'], /extra/],
    [['--app=jdjr', '--aps=1'], /--aps/],
    [['--app=jdjr', '--window=0.5'], /1 to 3600 seconds/],
    [['--app=jdjr', '--window=3601'], /1 to 3600 seconds/],
    [['--app=jdjr', '--window=soon'], /1 to 3600 seconds/],
    [['--app=jdjr', '--matrix=half'], /--matrix=half is unknown/],
    [['--app=jdjr', '--proxy=charles'], /--proxy=charles is unknown/],
    [['--app=jdjr', '--proxy=mitmdump', '--proxy-mode=tor'], /--proxy-mode=tor is unknown/],
    [['--app=jdjr', '--proxy-mode=http3'], /one of mitmdump/],
    [['--app=jdjr', '--proxy=mitmdump', '--proxy-mode=http3'], /--proxy-listen=<address>/],
    [['--app=jdjr', '--proxy-port=80'], /1024 to 65535/],
    [['--app=jdjr', '--proxy-port=70000'], /1024 to 65535/],
    [['--app=jdjr', '--proxy-port=8080.5'], /1024 to 65535/],
    [['--app=jdjr', '--proxy-listen=host.example'], /no IPv4 address/],
    [['--app=jdjr', '--proxy-listen=0.0.0.0'], /no IPv4 address/],
    [['--app=jdjr', '--proxy-listen=127.0.0.1'], /no IPv4 address/],
    [['--app=jdjr', '--exit=zero'], /--exit=zero is unknown/],
    [['--app=jdjr', '--plant-blind-proxy=both'], /both is unknown/],
  ])('%j is refused with what, why and what to do', (argv, words) => {
    const refused = refusalOf(argv);
    expect(refused.code).toBe('USAGE');
    expect(refused.message).toMatch(words);
    expect(refused.remedy).not.toBe('');
  });
});

function refusalOf(argv: readonly string[]): HarnessError {
  try {
    parseVerifyOptions(argv);
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
  throw new Error(`${argv.join(' ')} was taken`);
}
