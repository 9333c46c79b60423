import { createHash } from 'node:crypto';
import type { Artifact } from '../helpers/model/artifact.ts';
import type { Bundle } from '../helpers/model/bundle.ts';
import { BUNDLE_FORMAT } from '../helpers/model/bundle-format.ts';
import type { Claim, Predicate } from '../helpers/model/claim.ts';
import { PHONE } from '../helpers/model/device-facts.fake.ts';
import type { Finding } from '../helpers/model/finding.ts';
import type { ExchangeFlow } from '../helpers/model/flow.ts';
import type { Gap, GapCode } from '../helpers/model/gap.ts';
import {
  parseArtifactId,
  parseClaimId,
  parseFlowId,
  parseScenarioId,
  parseSha256,
  parseStimulusId,
  type Sha256,
} from '../helpers/model/ids.ts';
import type { RunRecord } from '../helpers/model/run.ts';
import type { Stimulus } from '../helpers/model/stimulus.ts';
import type { Judgement, Verdict } from '../helpers/model/verdict.ts';

/** A run of one app with one scenario, for the tests of the reports. */
export const SCENARIO = parseScenarioId('bank');
const STIMULUS = parseStimulusId('bank-1');
export const ARTIFACT = parseArtifactId('a-1');
export const FLOW = parseFlowId('f-1');

export function hash(bytes: Uint8Array): Sha256 {
  return parseSha256(createHash('sha256').update(bytes).digest('hex'));
}

function claim(predicate: Predicate): Claim {
  return {
    id: parseClaimId(predicate),
    predicate,
    meaning: `what ${predicate} means`,
    statement: {
      words: '不会上传',
      language: 'zh',
      translation: 'not uploaded',
      source: 'news.example/1',
      date: '2019-02-16',
    },
    eras: ['as-reported'],
    channels: ['app-external-storage', 'traffic'],
  };
}

export const RUN: RunRecord = {
  formatVersion: BUNDLE_FORMAT,
  id: 'r1',
  startedMs: 1_000,
  subject: { kind: 're-enactment', of: 'JD Finance 5.0.5-reenactment' },
  app: {
    profile: 'jdjr',
    name: '京东金融 (JD Finance)',
    package: 'com.jd.jrapp',
    uid: 10_077,
    versionName: '5.0.5-reenactment',
    versionCode: 1,
    era: 'as-reported',
  },
  device: {
    ...PHONE,
    serial: 'localhost:6000',
    kind: 'handset',
    manufacturer: 'Telltale',
    model: 'Handset',
    root: true,
  },
  tools: { adb: '34' },
  options: { window: '8 s' },
  clockOffsetMs: 0,
  claims: [claim('no-background-acquisition'), claim('local-only'), claim('feature-withdrawn')],
  scenarios: [
    {
      id: SCENARIO,
      title: 'a bank page is screenshotted while the app is in the background',
      exercises: ['no-background-acquisition', 'local-only'],
    },
  ],
  declaredHosts: ['*.jd.com'],
  harnessHosts: [],
};

function gap(code: GapCode, because = `because of ${code}`): Gap {
  return { code, because, remedy: 'look again' };
}

export function finding(sha256: Sha256, place: Finding['place']): Finding {
  return {
    detector: 'whole-content',
    stimulus: STIMULUS,
    channel: place.kind === 'flow' ? 'traffic' : 'app-external-storage',
    place,
    sha256,
    offset: 0,
    length: 10,
    stimulusOffset: 0,
    decidedBy: { what: 'bytes', value: 10, least: 10 },
    chain: [],
    during: { fromMs: 1_500, toMs: 1_900 },
    why: 'the file is the screenshot, byte by byte',
  };
}

export function inconclusive(because?: string): Verdict {
  return { kind: 'inconclusive', gaps: [gap('not-exercised', because)], why: because ?? 'nothing tried it' };
}

export function violated(one: Finding): Verdict {
  return { kind: 'violated', findings: [one], why: one.why };
}

export const UPHELD: Verdict = {
  kind: 'upheld',
  exercised: [{ stimulus: STIMULUS, processState: 'background', channels: ['traffic'] }],
  why: 'no violation was observed',
};

export const NOT_APPLICABLE: Verdict = { kind: 'not-applicable', why: 'it is of another version' };

/** A judgement that says the same of each claim in its scenario and over the run. */
export function judgement(verdicts: Readonly<Record<string, Verdict>>): Judgement {
  const claims = Object.entries(verdicts).map(([id, verdict]) => ({
    claim: parseClaimId(id),
    verdict,
    scenarios: [{ scenario: SCENARIO, verdict }],
  }));
  const findings = Object.values(verdicts).flatMap((one) => (one.kind === 'violated' ? one.findings : []));
  const gaps = Object.values(verdicts).flatMap((one) => (one.kind === 'inconclusive' ? one.gaps : []));
  return { formatVersion: 1, run: RUN.id, claims, findings, hints: [], gaps };
}

export function bundle(objects: readonly Uint8Array[], parts: Partial<Bundle> = {}): Bundle {
  const store = new Map(objects.map((bytes) => [hash(bytes), bytes]));
  return {
    run: RUN,
    timeline: [],
    commands: [],
    stimuli: [],
    artifacts: [],
    flows: [],
    counters: [],
    contentOf: (sha256) => store.get(sha256),
    seal: { kind: 'unsealed' },
    damage: [],
    ...parts,
  };
}

export function stimulusOf(bytes: Uint8Array): Stimulus {
  return {
    id: STIMULUS,
    scenario: SCENARIO,
    kind: 'screenshot-of-other-app',
    made: 'input keyevent 120',
    requested: { hostMs: 1_400 },
    canaries: [],
    processState: 'background',
    processStateProof: 'cch+2',
    delivery: {
      kind: 'delivered',
      path: '/sdcard/Pictures/Screenshots/1.png',
      mediaStoreRow: 'Row: 0 _id=1',
      bytes: bytes.length,
      sha256: hash(bytes),
      at: { hostMs: 1_500 },
    },
  };
}

export function copyOf(bytes: Uint8Array): Artifact {
  return {
    id: ARTIFACT,
    path: '/sdcard/Android/data/com.jd.jrapp/cache/uil-images/1',
    reach: 'app-external-storage',
    event: 'created',
    pass: 2,
    seenMs: 1_900,
    content: { kind: 'stored', sha256: hash(bytes), bytes: bytes.length },
  };
}

export function uploadOf(bytes: Uint8Array): ExchangeFlow {
  return {
    kind: 'exchange',
    id: FLOW,
    connection: parseFlowId('c-1'),
    startedMs: 1_700,
    endedMs: 1_750,
    scheme: 'https',
    host: 'up.jd.com',
    port: 443,
    method: 'POST',
    url: 'https://up.jd.com/send',
    httpVersion: '1.1',
    requestHeaders: [['X-Evil', 'a\u001b[31m']],
    request: { sha256: hash(bytes), bytes: bytes.length, complete: true },
    status: 200,
  };
}
