import { gzipSync } from 'node:zlib';
import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import type { Bundle } from '../helpers/model/bundle.ts';
import type { Finding } from '../helpers/model/finding.ts';
import type { Judgement } from '../helpers/model/verdict.ts';
import { attachClaimEvidence, claimTests } from './allure.ts';
import {
  ARTIFACT,
  bundle,
  copyOf,
  FLOW,
  finding,
  hash,
  inconclusive,
  judgement,
  NOT_APPLICABLE,
  RUN,
  SCENARIO,
  stimulusOf,
  UPHELD,
  uploadOf,
  violated,
} from './fixtures.fake.ts';

const SCREENSHOT = createCanvas(20, 10).toBuffer('image/png');
const BODY = Buffer.from('body');
const IN_FILE = finding(hash(SCREENSHOT), {
  kind: 'artifact',
  artifact: ARTIFACT,
  path: '/sdcard/a\u001b[2J',
});
const IN_FLOW = finding(hash(BODY), { kind: 'flow', flow: FLOW, part: 'request-body', host: 'up.jd.com' });

const BUNDLE = bundle([SCREENSHOT, BODY], {
  stimuli: [stimulusOf(SCREENSHOT)],
  artifacts: [copyOf(SCREENSHOT)],
  flows: [uploadOf(BODY)],
  timeline: [
    { kind: 'run-started', at: { hostMs: 1_000 } },
    { kind: 'scenario-started', at: { hostMs: 1_100 }, scenario: SCENARIO },
    { kind: 'act', at: { hostMs: 1_200 }, what: 'opened\u202e' },
    { kind: 'scenario-ended', at: { hostMs: 1_300 }, scenario: SCENARIO },
    { kind: 'run-ended', at: { hostMs: Number.MAX_VALUE } },
  ],
});

const JUDGEMENT = judgement({
  'no-background-acquisition': violated(IN_FILE),
  'local-only': inconclusive('<script>alert(1)</script> [x](http://e.example)'),
  'feature-withdrawn': NOT_APPLICABLE,
});

interface Attached {
  readonly name: string;
  readonly content: Buffer | string;
  readonly type: string;
}

/** Each row takes as many bytes as any other. */
function noisePicture(): Buffer {
  const canvas = createCanvas(80, 80);
  const context = canvas.getContext('2d');
  const pixels = context.createImageData(80, 80);
  for (let at = 0, seed = 1; at < pixels.data.length; at += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    pixels.data[at] = at % 4 === 3 ? 255 : seed >> 8;
  }
  context.putImageData(pixels, 0, 0);
  return canvas.toBuffer('image/png');
}

async function evidenceOf(
  claim: string,
  made: Judgement = JUDGEMENT,
  of: Bundle = BUNDLE,
): Promise<{ labels: Map<string, string>; description: string; attached: Attached[] }> {
  const labels = new Map<string, string>();
  const attached: Attached[] = [];
  let description = '';
  const test = claimTests(of.run).find((one) => one.claim === claim);
  if (test === undefined) throw new Error(`no test of ${claim}`);
  await attachClaimEvidence(of, made, test, {
    label: (name, value) => labels.set(name, value),
    description: (markdown) => {
      description = markdown;
    },
    attach: (name, content, type) => attached.push({ name, content, type }),
  });
  return { labels, description, attached };
}

function textOf(attached: readonly Attached[], name: string): string {
  return String(attached.find((one) => one.name.startsWith(name))?.content);
}

describe('the evidence of a test', () => {
  it('says app, claim, scenario and severity, and marks the re-enactment', async () => {
    const { labels, description } = await evidenceOf('no-background-acquisition');
    expect(Object.fromEntries(labels)).toEqual({
      epic: '京东金融 (JD Finance) 5.0.5-reenactment',
      feature: 'no-background-acquisition',
      story: 'a bank page is screenshotted while the app is in the background',
      severity: 'critical',
      tag: 're-enactment',
    });
    expect(description).toMatch(
      /^\*\*re-enactment of reported behaviour, not a test of the vendor's app\*\*/,
    );
  });

  it("has the vendor's words with their source and date, and the verdict", async () => {
    const { description } = await evidenceOf('no-background-acquisition');
    for (const needle of [
      '不会上传',
      'not uploaded',
      'news\\.example/1',
      '2019\\-02\\-16',
      'Verdict: violated',
    ]) {
      expect(description).toContain(needle);
    }
  });

  it('has the stimulus, the found copy, their difference, the timeline and the findings', async () => {
    const { attached } = await evidenceOf('no-background-acquisition');
    expect(attached.map((one) => [one.name, one.type])).toEqual([
      ['stimulus bank-1', 'image/png'],
      ['finding by whole-content', 'text/plain'],
      ['found copy of bank-1', 'image/png'],
      ['difference between bank-1 and the found copy: 0 of 200 pixels differ', 'image/png'],
      ['timeline', 'text/plain'],
      ['findings and gaps', 'application/json'],
    ]);
  });

  it.each([
    ['a file', IN_FILE.place],
    ['a request', IN_FLOW.place],
  ])('shows a copy that was packed in %s as it was before', async (_, place) => {
    const packed = Buffer.from(gzipSync(SCREENSHOT).toString('base64'));
    const found = { ...finding(hash(packed), place), chain: ['base64', 'gzip'] };
    const of = bundle([SCREENSHOT, packed], { stimuli: [stimulusOf(SCREENSHOT)], flows: [uploadOf(packed)] });
    const { attached } = await evidenceOf('local-only', judgement({ 'local-only': violated(found) }), of);
    const copy = attached.find(({ name }) => name === 'found copy of bank-1');
    expect(copy).toMatchObject({ type: 'image/png', content: SCREENSHOT });
    expect(attached.map(({ name }) => name)).toContain(
      'difference between bank-1 and the found copy: 0 of 200 pixels differ',
    );
  });

  it('shows a picture whose head the app had changed, says how, and what decided', async () => {
    const disguised = gzipSync(Buffer.concat([Buffer.from('MAGPIE01'), SCREENSHOT.subarray(8)]));
    const length = SCREENSHOT.length - 8;
    const found: Finding = {
      ...finding(hash(disguised), IN_FILE.place),
      detector: 'literal-run',
      stimulusOffset: 8,
      chain: ['gzip'],
      inLayer: { offset: 8, length },
      decidedBy: { what: 'bytes alike in a row', value: length, least: 64 },
    };
    const of = bundle([SCREENSHOT, disguised], { stimuli: [stimulusOf(SCREENSHOT)] });
    const { attached } = await evidenceOf('local-only', judgement({ 'local-only': violated(found) }), of);
    expect(textOf(attached, 'how the found copy was made visible')).toMatch(/were put back from bank-1/);
    expect(attached.map(({ name }) => name)).toContain(
      'difference between bank-1 and the found copy: 0 of 200 pixels differ',
    );
    const told = textOf(attached, 'finding by literal-run');
    expect(told).toContain(`what decided: ${length} bytes alike in a row; 64 are needed`);
    expect(told).toContain('decodings: gzip');
  });

  it('shows what a run in the midst of the image says of it, and names its bytes', async () => {
    const noisy = noisePicture();
    const [start, end] = [Math.floor(noisy.length / 3), Math.floor((2 * noisy.length) / 3)];
    const stretch = noisy.subarray(start, end);
    const of = bundle([noisy, stretch], { stimuli: [stimulusOf(noisy)], flows: [uploadOf(stretch)] });
    const found: Finding = {
      ...finding(hash(stretch), IN_FLOW.place),
      detector: 'literal-run',
      stimulusOffset: start,
      length: stretch.length,
    };
    const { attached } = await evidenceOf('local-only', judgement({ 'local-only': violated(found) }), of);
    const told = `what its bytes ${start} to ${end - 1} say of bank-1: rows `;
    expect(attached.find(({ name }) => name.startsWith(told))).toMatchObject({ type: 'image/png' });
    expect(textOf(attached, 'finding by literal-run')).toContain(
      `are the bytes ${start} to ${end - 1} of the stimulus bank-1`,
    );
  });

  it('has the timeline of the scenario only', async () => {
    const { attached } = await evidenceOf('no-background-acquisition');
    const timeline = textOf(attached, 'timeline').split('\n');
    expect(timeline).toHaveLength(3);
    expect(timeline[1]).toBe(String.raw`1970-01-01T00:00:01.200Z  act  opened\u202e`);
  });

  it('has the flow as text, without escapes, for a consented upload that is no violation', async () => {
    const made = { ...judgement({ 'local-only': UPHELD }), findings: [IN_FLOW] };
    const { attached } = await evidenceOf('local-only', made);
    const flow = textOf(attached, 'flow f-1');
    expect(flow).toContain('POST https://up.jd.com/send HTTP/1.1');
    expect(flow).toContain(`request body: 4 bytes, sha256 ${hash(BODY)}`);
    expect(flow).toContain(String.raw`X-Evil: a\x1b[31m`);
  });

  it('lets no markup of a why through', async () => {
    const { description } = await evidenceOf('local-only');
    expect(description).not.toMatch(/<script|(?<!\\)\[x|http:\/\//);
  });

  it('of a claim that no scenario exercises is its description and the whole timeline', async () => {
    const { attached, labels } = await evidenceOf('feature-withdrawn');
    expect(labels.get('story')).toBe('not exercised by this run');
    expect(attached.map((one) => one.name)).toEqual(['timeline', 'findings and gaps']);
  });

  it.each([
    ['an object that is missing', { ...BUNDLE, contentOf: () => undefined }, 'does not hold'],
    ['an object that is too large', largeBundle(), 'left out: 8000001 bytes'],
  ])('says so of %s', async (_, of, needle) => {
    const { attached } = await evidenceOf('no-background-acquisition', JUDGEMENT, of);
    expect(textOf(attached, 'stimulus bank-1')).toContain(needle);
  });

  it('cuts a text that is too long, and says so', async () => {
    const act = { kind: 'act', at: { hostMs: 1_200 }, what: 'x'.repeat(1_900) } as const;
    const timeline = [...BUNDLE.timeline.slice(0, 2), ...Array.from({ length: 5_000 }, () => act)];
    const { attached } = await evidenceOf('no-background-acquisition', JUDGEMENT, { ...BUNDLE, timeline });
    const text = textOf(attached, 'timeline');
    expect(text.length).toBeLessThan(8_001_000);
    expect(text).toMatch(/… cut: \d+ bytes are more than 8000000; the bundle has all of it$/);
  });

  it('says of an image that it is a download when it is none', async () => {
    const svg = Buffer.from('<svg onload="alert(1)"/>');
    const of = bundle([svg], { stimuli: [stimulusOf(svg)] });
    const { attached } = await evidenceOf('local-only', JUDGEMENT, of);
    expect(attached[0]).toMatchObject({ type: 'application/octet-stream' });
  });

  it('of a claim that judging left out says just that', async () => {
    const { description, attached } = await evidenceOf('local-only', judgement({}));
    expect(description).toContain('nothing of this claim');
    expect(attached).toEqual([]);
  });

  it('comes with every test of the run', () => {
    expect(claimTests(RUN)).toHaveLength(3);
  });
});

function largeBundle(): Bundle {
  return { ...BUNDLE, contentOf: () => Buffer.alloc(8_000_001) };
}
