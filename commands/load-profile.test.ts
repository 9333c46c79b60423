import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../helpers/model/harness-error.ts';
import { knownApps, loadProfile, loadProfileFile, parseProfile } from './load-profile.ts';

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
    expect(profile.versions[0]).toMatchObject({ kind: 'range', before: '5.0.5' });
    expect(profile.claims[0]?.statement.date).toBe('2019-02-16');
  });

  it('reads every profile that the project brings', async () => {
    const apps = await knownApps(APPS);
    expect(apps).toEqual(['jdjr', 'wren']);
    for (const app of apps) expect((await loadProfile(APPS, app)).id).toBe(app);
  });

  it('lists the known apps for an unknown one', async () => {
    await expect(loadProfile(APPS, 'nosuch')).rejects.toMatchObject({
      code: 'UNKNOWN_APP',
      why: expect.stringContaining('jdjr'),
    });
  });

  it('reads one that lies elsewhere, and says which file is not there', async () => {
    const profile = await loadProfileFile(path.join(APPS, 'jdjr', 'profile.yaml'));
    expect(profile.id).toBe('jdjr');
    await expect(loadProfileFile('/nowhere/profile.yaml')).rejects.toMatchObject({
      code: 'PROFILE_INVALID',
      what: expect.stringContaining('/nowhere/profile.yaml'),
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
    ['a word that is to be filled in', text.replace(/name: .*/, 'name: TODO'), 'still to be filled in'],
    ['a version with neither name nor range', text.replace('- range: { before: 5.0.5 }', '-'), 'either'],
    ['ranges that share versions', text.replace('before: 5.0.5', 'before: 5.0.6'), 'shares versions'],
    ['a range without ends', text.replace('{ before: 5.0.5 }', '{ }'), 'a first number'],
    [
      'a range that ends before it begins',
      text.replace('{ from: 5', '{ before: 4, from: 5'),
      'not come before',
    ],
    [
      'a version that is there twice',
      text.replace('versionName: 5.0.4-', 'versionName: 5.0.5-'),
      '5.0.5-reenactment is there twice',
    ],
    [
      'an expectation that says nothing of a claim',
      text.replace(/ {10}feature-withdrawn: not-applicable\n/, ''),
      'nothing is said of feature-withdrawn',
    ],
    ['a prompt without the sign that it sent', text.replace(/\n {2}sent: .*/, ''), '(sent)'],
    ['a resource id without its package', text.replace('sent: com.jd.jrapp:id/', 'sent: '), 'resource id'],
  ])('refuses %s', (_, yaml, needle) => {
    expect(mistakesIn(yaml).why).toContain(needle);
  });
});
