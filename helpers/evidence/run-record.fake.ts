import { BUNDLE_FORMAT } from '../model/bundle-format.ts';
import { PHONE } from '../model/device-facts.fake.ts';
import { parseScenarioId } from '../model/ids.ts';
import type { RunRecord } from '../model/run.ts';

/** The smallest run that a bundle can be of. */
export const RUN: RunRecord = {
  formatVersion: BUNDLE_FORMAT,
  id: 'r1',
  startedMs: 1,
  subject: { kind: 'vendor-app' },
  app: {
    profile: 'jdjr',
    name: 'JD',
    package: 'com.jd.jrapp',
    uid: 10_077,
    versionName: '5.0.5',
    versionCode: 1,
  },
  device: PHONE,
  tools: { adb: '1' },
  options: {},
  clockOffsetMs: -3,
  claims: [],
  scenarios: [{ id: parseScenarioId('s-1'), title: 't', exercises: ['local-only'] }],
  declaredHosts: ['*.jd.com'],
  harnessHosts: [],
};
