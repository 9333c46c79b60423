import { describe, expect, it } from 'vitest';
import { PHONE as REAL_PHONE } from '../helpers/model/device-facts.fake.ts';
import { PROFILE } from '../helpers/model/profile.fake.ts';
import type { Profile } from '../helpers/model/profile.ts';
import type { DeviceFacts } from '../helpers/model/run.ts';
import {
  adbOutlivesRestart,
  all,
  freezesCachedApps,
  hasPermission,
  isTheOnlyOwnScreenshot,
  offersToSend,
  opensWithoutCode,
  selectsPhotos,
  showsNotice,
} from './needs.ts';
import type { Scenario } from './scenario.ts';

const PHONE: DeviceFacts = { ...REAL_PHONE, androidRelease: '13', sdk: 33 };

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

const SELECTED = 'android.permission.READ_MEDIA_VISUAL_USER_SELECTED';
const NOTICE = { shown: 'a.b:id/n', accept: 'a.b:id/y', refuse: 'a.b:id/x' };
const PROMPT = { shown: 'a.b:id/p', send: 'a.b:id/s', dismiss: 'a.b:id/d' };
const PICKER = { open: 'a.b:id/o', image: 'a.b:id/i', send: 'a.b:id/s', dismiss: 'a.b:id/d' };

describe('a scenario of consent that', () => {
  it.each<
    [string, NonNullable<Scenario['needs']>, Partial<DeviceFacts>, Partial<Profile>, RegExp | undefined]
  >([
    ['refuses a permission that the app has', hasPermission, {}, { permissions: [SELECTED] }, undefined],
    ['refuses a permission of an app without', hasPermission, {}, {}, /names no permission/],
    ['selects photos on 14', selectsPhotos, { sdk: 34 }, { permissions: [SELECTED] }, undefined],
    ['selects photos on 13', selectsPhotos, { sdk: 33 }, { permissions: [SELECTED] }, /Android 13 has no/],
    ['selects photos of an old app', selectsPhotos, { sdk: 34 }, { permissions: ['a.b'] }, /does not ask/],
    [
      'refuses a notice',
      showsNotice,
      {},
      { screens: { notice: NOTICE }, appData: 'may-be-cleared' },
      undefined,
    ],
    [
      'refuses a notice of an app whose data are kept',
      showsNotice,
      {},
      { screens: { notice: NOTICE } },
      /keeps/,
    ],
    ['refuses a notice that is not there', showsNotice, {}, { appData: 'may-be-cleared' }, /no notice/],
    ['sends from a prompt', offersToSend, {}, { screens: { prompt: PROMPT } }, undefined],
    ['sends from a picker', offersToSend, {}, { screens: { picker: PICKER } }, undefined],
    ['shows the only screenshot of an app', isTheOnlyOwnScreenshot, {}, {}, undefined],
    [
      'shows a second screenshot of an app',
      isTheOnlyOwnScreenshot,
      {},
      { screens: { prompt: PROMPT } },
      /could not be told/,
    ],
    ['sends from an app that offers nothing', offersToSend, {}, {}, /offers to send no images/],
  ])('%s', (_what, need, facts, knows, reason) => {
    const because = need({ ...PHONE, ...facts }, { ...PROFILE, ...knows });
    if (reason === undefined) expect(because).toBeUndefined();
    else expect(because).toMatch(reason);
  });
});
