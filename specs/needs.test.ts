import { describe, expect, it } from 'vitest';
import type { Profile } from '../helpers/model/profile.ts';
import type { DeviceFacts } from '../helpers/model/run.ts';
import { adbOutlivesRestart, all, freezesCachedApps, opensWithoutCode } from './needs.ts';

const PHONE: DeviceFacts = {
  serial: '1a2b3c',
  kind: 'real',
  manufacturer: 'm',
  model: 'm',
  androidRelease: '13',
  sdk: 33,
  build: 'b',
  root: false,
};
const PROFILE: Profile = {
  id: 'p',
  name: 'P',
  package: 'a.b',
  declaredHosts: [],
  permissions: [],
  appData: 'keep',
  versions: [],
  claims: [],
  screens: {},
};

describe('a scenario that', () => {
  it.each([
    ['freezes on 13', freezesCachedApps, { sdk: 33 }, /Android 14/],
    ['freezes on 14', freezesCachedApps, { sdk: 34 }, undefined],
    ['darkens a screen that wants a code', opensWithoutCode, { secureLock: true }, /code/],
    ['darkens a screen that wants none', opensWithoutCode, { secureLock: false }, undefined],
    ['darkens a screen of which nobody knows', opensWithoutCode, {}, undefined],
    ['restarts a phone on a cable', adbOutlivesRestart, {}, undefined],
    ['restarts a phone on Wi-Fi', adbOutlivesRestart, { serial: '192.168.1.7:5555' }, /cable/],
    ['restarts a paired phone', adbOutlivesRestart, { serial: 'adb-1a2b3c._adb-tls-connect._tcp' }, /cable/],
    ['restarts the handset', adbOutlivesRestart, { serial: '127.0.0.1:5600', kind: 'handset' }, undefined],
    [
      'wants two things, of which the second is missing',
      all(freezesCachedApps, opensWithoutCode),
      { sdk: 34, secureLock: true },
      /code/,
    ],
    [
      'wants two things that are there',
      all(freezesCachedApps, opensWithoutCode),
      { sdk: 34, secureLock: false },
      undefined,
    ],
  ] as const)('%s', (_what, need, facts, reason) => {
    const because = need({ ...PHONE, ...facts }, PROFILE);
    if (reason === undefined) expect(because).toBeUndefined();
    else expect(because).toMatch(reason);
  });
});
