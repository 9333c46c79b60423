import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createMockLocation, type Position } from './mock-location.ts';

const ALLOW = 'appops set io.appium.settings android:mock_location allow';
const SERVICE = 'am start-foreground-service --user 0 -n io.appium.settings/.LocationService';
const SHANGHAI = `${SERVICE} --es longitude 121.47370 --es latitude 31.2304`;

/** What is known after these lines ran, each ending with the code. */
async function placeAfter(lines: readonly string[], code = 0): Promise<Position | undefined> {
  const location = createMockLocation();
  const command = location.watched(async () => code);
  const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  for (const line of lines)
    await command({ argv: line.split(' '), uid: 2000, ...io, signal: new AbortController().signal });
  return location.position();
}

describe('the place of the phone', () => {
  it.each([
    ['the settings helper says it', [ALLOW, SHANGHAI], 31.2304],
    [
      'the driver says it',
      [ALLOW, `am startservice -e longitude 1 -e latitude -2.5 ${SERVICE.slice(-36)}`],
      -2.5,
    ],
    [
      'it is let by cmd and number',
      ['cmd appops set --user 0 io.appium.settings 58 allow', SHANGHAI],
      31.2304,
    ],
    ['it moves', [ALLOW, SHANGHAI, `${SERVICE} --es longitude 0 --es latitude 0`], 0],
    ['the next one is none', [ALLOW, SHANGHAI, `${SERVICE} --es longitude 0 --es latitude 91`], 31.2304],
    ['nobody says it', [ALLOW], undefined],
    ['it is not let', [SHANGHAI], undefined],
    ['it is let no more', [ALLOW, ALLOW.replace(/allow$/, 'deny'), SHANGHAI], undefined],
    ['another app is let', [ALLOW.replace('io.appium.settings', 'org.other'), SHANGHAI], undefined],
    ['half of it is missing', [ALLOW, `${SERVICE} --es longitude 1`], undefined],
    ['it is no number', [ALLOW, `${SERVICE} --es longitude 1 --es latitude north`], undefined],
    ['the helper ends', [ALLOW, SHANGHAI, 'am force-stop io.appium.settings'], undefined],
  ])('when %s', async (_, lines, latitude) => {
    expect((await placeAfter(lines))?.latitude).toBe(latitude);
  });

  it('does not come from calls that failed', async () => {
    expect(await placeAfter([ALLOW, SHANGHAI], 255)).toBeUndefined();
  });
});
