import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createMockLocation, type Position } from './mock-location.ts';

const SERVICE = 'am start-foreground-service --user 0 -n io.appium.settings/.LocationService';
const SHANGHAI = `${SERVICE} --es longitude 121.47370 --es latitude 31.2304`;

interface Setting {
  readonly code?: number;
  readonly allowed?: boolean;
}

/** What is known after these lines ran, each ending with the code. */
async function placeAfter(lines: readonly string[], setting: Setting = {}): Promise<Position | undefined> {
  const { code = 0, allowed = true } = setting;
  const location = createMockLocation();
  const command = location.watched(
    async () => code,
    (packageName) => allowed && packageName === 'io.appium.settings',
  );
  const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  for (const line of lines)
    await command({ argv: line.split(' '), uid: 2000, ...io, signal: new AbortController().signal });
  return location.position();
}

describe('the place of the phone', () => {
  it.each([
    ['the settings helper says it', [SHANGHAI], 31.2304],
    [
      'the driver says it',
      ['am startservice -e longitude 1 -e latitude -2.5 -n io.appium.settings/.LocationService'],
      -2.5,
    ],
    ['it moves', [SHANGHAI, `${SERVICE} --es longitude 0 --es latitude 0`], 0],
    ['the next one is none', [SHANGHAI, `${SERVICE} --es longitude 0 --es latitude 91`], 31.2304],
    ['another says it', ['am start-service -n org.other/.S --es latitude 1 --es longitude 1'], undefined],
    ['half of it is missing', [`${SERVICE} --es longitude 1`], undefined],
    ['it is no number', [`${SERVICE} --es longitude 1 --es latitude north`], undefined],
    ['the helper ends', [SHANGHAI, 'am force-stop io.appium.settings'], undefined],
  ])('when %s', async (_, lines, latitude) => {
    expect((await placeAfter(lines))?.latitude).toBe(latitude);
  });

  it('does not come from calls that failed, nor from a helper that may not mock it', async () => {
    expect(await placeAfter([SHANGHAI], { code: 255 })).toBeUndefined();
    expect(await placeAfter([SHANGHAI], { allowed: false })).toBeUndefined();
  });
});
