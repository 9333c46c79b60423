import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verdict } from '../helpers/model/verdict.ts';
import { attachClaimEvidence, claimTests, writeAllureSurroundings } from './allure.ts';
import { generateReport } from './allure-html.ts';
import { reportToAllure, type ToldTest } from './allure-reporter.fake.ts';
import { assertVerdict } from './assert-verdict.ts';
import {
  ARTIFACT,
  bundle,
  copyOf,
  finding,
  hash,
  inconclusive,
  judgement,
  NOT_APPLICABLE,
  RUN,
  stimulusOf,
  violated,
} from './fixtures.fake.ts';

let run: string;

beforeAll(async () => {
  run = await mkdtemp(path.join(tmpdir(), 'allure-html-'));
});

afterAll(() => rm(run, { recursive: true, force: true }));

function endOf(verdict: Verdict): Pick<ToldTest, 'error' | 'skipped'> {
  try {
    assertVerdict(verdict);
    return { skipped: verdict.kind === 'not-applicable' };
  } catch (error) {
    return error instanceof Error ? { error } : {};
  }
}

/** What the worker of wdio leaves behind for three claims: violated, inconclusive, not applicable. */
async function leaveResults(): Promise<void> {
  const { default: reporter } = await import('@wdio/allure-reporter');
  const { addAttachment, addDescription, addLabel } = reporter;
  const image = createCanvas(120, 200).toBuffer('image/png');
  const place = { kind: 'artifact', artifact: ARTIFACT, path: copyOf(image).path } as const;
  const verdicts: Readonly<Record<string, Verdict>> = {
    'no-background-acquisition': violated(finding(hash(image), place)),
    'local-only': inconclusive('the traffic control was unexpectedly missed'),
    'feature-withdrawn': NOT_APPLICABLE,
  };
  const of = bundle([image], { stimuli: [stimulusOf(image)], artifacts: [copyOf(image)] });
  const made = judgement(verdicts);
  const tests = claimTests(RUN).map((test) => ({
    title: test.title,
    ...endOf(verdicts[test.claim] ?? NOT_APPLICABLE),
    during: () =>
      attachClaimEvidence(of, made, test, {
        label: (name, value) => addLabel(name, value),
        description: (markdown) => addDescription(markdown, 'markdown'),
        attach: (name, content, type) => addAttachment(name, content, type),
      }),
  }));
  await reportToAllure(path.join(run, 'allure-results'), tests);
  await writeAllureSurroundings(path.join(run, 'allure-results'), RUN);
}

describe('making the report', () => {
  it('says what to do when a run has no results', async () => {
    await expect(generateReport(run, { environment: process.env })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('makes one page that holds everything, and again over the old one', async () => {
    await leaveResults();
    await generateReport(run, { environment: process.env });
    const index = await generateReport(run, { environment: process.env });
    expect(index).toBe(path.join(run, 'allure-report', 'index.html'));
    expect((await readFile(index, 'utf8')).length).toBeGreaterThan(100_000);
  });

  it('names Java and how to get it when there is none', async () => {
    await leaveResults();
    const environment = { ...process.env, JAVA_HOME: path.join(run, 'nowhere') };
    await expect(generateReport(run, { environment })).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      remedy: expect.stringContaining('./setup.sh'),
    });
  });

  it('hands on what the user wants of Java', async () => {
    await leaveResults();
    await rm(path.join(run, 'allure-report'), { recursive: true, force: true });
    const environment = { ...process.env, JAVA_OPTS: '-version' };
    await expect(generateReport(run, { environment })).rejects.toMatchObject({
      code: 'INTERNAL',
      why: expect.stringMatching(/version/),
    });
  });
});
