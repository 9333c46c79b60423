import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../helpers/model/harness-error.ts';
import { loadProfile, parseProfile } from './load-profile.ts';

const APPS = path.join(import.meta.dirname, '..', 'apps');
const text = readFileSync(path.join(APPS, 'jdjr', 'profile.yaml'), 'utf8');

function mistakesIn(yaml: string): HarnessError {
  try {
    parseProfile(yaml, 'profile.yaml');
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
  throw new Error('the profile was accepted');
}

describe('reading a profile', () => {
  it('reads the seven claims of jdjr, with versions and dates as text', async () => {
    const profile = await loadProfile(APPS, 'jdjr');
    expect(profile.claims).toHaveLength(7);
    expect(profile.versions[0]?.versionName).toBe('5.0.5');
    expect(profile.claims[0]?.statement.date).toBe('2019-02-16');
  });

  it('lists the known apps for an unknown one', async () => {
    await expect(loadProfile(APPS, 'nosuch')).rejects.toMatchObject({
      code: 'UNKNOWN_APP',
      why: expect.stringContaining('jdjr'),
    });
  });

  it('does not take a path for an app', async () => {
    await expect(loadProfile(APPS, '../apps/jdjr')).rejects.toMatchObject({ code: 'UNKNOWN_APP' });
  });

  it('reports every mistake with its line', () => {
    const broken = text
      .replace('package: com.jd.jrapp', 'package: not a package')
      .replace('era: as-reported', 'era: as-rumoured')
      .replace('date: 2019-02-21', 'date: last week');
    const error = mistakesIn(broken);
    expect(error.code).toBe('PROFILE_INVALID');
    const line = (needle: string): number => broken.slice(0, broken.indexOf(needle)).split('\n').length;
    for (const needle of ['not a package', 'as-rumoured', 'last week']) {
      expect(error.why).toContain(`profile.yaml:${line(needle)}:`);
    }
    expect(error.what).toContain('3 mistakes');
  });

  it.each([
    ['an unknown field', `${text}\nsurprise: yes\n`, 'surprise'],
    ['a claim that is there twice', text.replace('  - id: upload-on-consent', '  - id: local-only'), 'twice'],
    [
      'an expectation without a claim',
      text.replace('feature-withdrawn: not-applicable', 'no-such-claim: upheld'),
      'no-such-claim',
    ],
    ['broken YAML', 'id: [', 'profile.yaml:1'],
  ])('refuses %s', (_, yaml, needle) => {
    expect(mistakesIn(yaml).why).toContain(needle);
  });
});
