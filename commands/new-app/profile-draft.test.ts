import { describe, expect, it } from 'vitest';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import { parseProfile } from '../load-profile.ts';
import { profileDraft } from './profile-draft.ts';
import { type AppOnPhone, parseCertificates, parseLabel } from './read-app.ts';

const APP: AppOnPhone = {
  package: 'com.example.app',
  versionName: '5.0',
  versionCode: 50,
  label: 'Example',
  targetSdk: 33,
  permissions: ['android.permission.INTERNET', 'android.permission.READ_MEDIA_IMAGES'],
  activity: 'com.example.app/.Main',
  certificates: [],
};

/** The fields that are refused, in order. */
function refused(text: string): readonly string[] {
  try {
    parseProfile(text, 'p.yaml');
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    return [...error.why.matchAll(/p\.yaml:\d+: (\S+):/g)].flatMap((match) => match[1] ?? []);
  }
  return [];
}

/** Everything that had to be looked up. */
function filledIn(text: string): string {
  return text
    .replace('declaredHosts: [TODO]', 'declaredHosts: [example.com]')
    .replace('era: TODO', 'era: as-designed')
    .replace('language: TODO', 'language: en')
    .replace('date: TODO', 'date: 2026-11-24')
    .replaceAll(':id/TODO', ':id/there')
    .replaceAll(/: TODO$/gm, ': looked up');
}

describe('a profile to fill in', () => {
  it('is refused for each thing that nobody has looked up yet, and for nothing else', () => {
    expect(refused(profileDraft(APP, 'app', 'a phone'))).toEqual([
      'declaredHosts.0',
      'versions.0.era',
      'versions.0.note',
      'claims.0.meaning',
      'claims.0.statement.words',
      'claims.0.statement.language',
      'claims.0.statement.source',
      'claims.0.statement.date',
      ...['notice.shown', 'notice.accept', 'notice.refuse'].map((one) => `screens.${one}`),
      ...['prompt.shown', 'prompt.send', 'prompt.dismiss'].map((one) => `screens.${one}`),
      ...['open', 'image', 'send', 'dismiss'].map((one) => `screens.picker.${one}`),
      'screens.sent',
    ]);
  });

  it('is a profile when all of that is filled in, with what the phone said', () => {
    const profile = parseProfile(filledIn(profileDraft(APP, 'app', 'a phone')), 'p.yaml');
    expect(profile).toMatchObject({
      id: 'app',
      name: 'Example',
      package: 'com.example.app',
      permissions: ['android.permission.READ_MEDIA_IMAGES'],
      appData: 'keep',
      versions: [{ kind: 'named', versionName: '5.0' }],
    });
  });

  it('leaves the name to be filled in where the phone does not know it', () => {
    const { label, ...unnamed } = APP;
    expect(refused(profileDraft(unnamed, 'app', 'a phone'))[0]).toBe('name');
  });

  const HOSTILE = 'a"\\\n# b: \u001b[2J\u202e\u2028\u0085: [TODO';
  it('takes hostile names for what they are: text', () => {
    const hostile = { ...APP, label: HOSTILE.replace('TODO', ''), versionName: HOSTILE.replace('TODO', '') };
    const draft = profileDraft(
      { ...hostile, activity: HOSTILE, permissions: [HOSTILE], certificates: [HOSTILE] },
      'app',
      HOSTILE,
    );
    expect(draft.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    const profile = parseProfile(filledIn(draft), 'p.yaml');
    expect([profile.name, profile.versions[0]]).toMatchObject([
      hostile.label,
      { versionName: hostile.versionName },
    ]);
  });
});

describe('the label of an app', () => {
  it.each([
    ['written out', 'labelRes=0x0 nonLocalizedLabel=Wren chat icon=0x0 banner=0x0', 'Wren chat'],
    ['a resource', 'labelRes=0x7f0e001b nonLocalizedLabel=null icon=0x7f030000 banner=0x0', undefined],
    [
      'a resource of its activity, and written out for the app',
      'labelRes=0x1 nonLocalizedLabel=null icon=0x0 banner=0x0\nlabelRes=0x0 nonLocalizedLabel=Wren icon=0x0 banner=0x0',
      'Wren',
    ],
    ['not there', 'No activity found', undefined],
  ])('%s', (_, output, label) => {
    expect(parseLabel(output)).toBe(label);
  });
});

describe('the certificates of an app', () => {
  const digest = Array.from({ length: 32 }, () => 'AB').join(':');
  // Form: DomainVerificationService's dump of Android 12 and later, as quoted in developer.android.com's page on app links.
  it.each([
    [
      'one',
      `  com.example:\n    ID: 1-2\n    Signatures: [${digest}]\n    Domain verification state:\n`,
      [digest],
    ],
    ['two', `    Signatures: [${digest}, ${digest}]\n`, [digest, digest]],
    ['none that is told', '    Signatures: [***]\n', []],
    ['no such command', 'Unknown command: get-app-links\n', []],
  ])('%s', (_, output, certificates) => {
    expect(parseCertificates(output)).toEqual(certificates);
  });
});
