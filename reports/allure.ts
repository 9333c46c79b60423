import type { Bundle } from '../helpers/model/bundle.ts';
import type { Claim, Predicate } from '../helpers/model/claim.ts';
import type { Finding } from '../helpers/model/finding.ts';
import type { RunRecord } from '../helpers/model/run.ts';
import type { Stimulus } from '../helpers/model/stimulus.ts';
import type { ClaimVerdict, Judgement, Verdict } from '../helpers/model/verdict.ts';
import { type ClaimTest, NOT_EXERCISED } from './claim-tests.ts';
import { printable, printableMarkdown } from './escape.ts';
import { timelineText } from './evidence-text.ts';
import { attachFinding, attachObject, type EvidenceSink, limited } from './finding-evidence.ts';
import { REENACTMENT_MARK } from './table.ts';

// The worker of wdio needs all of this and nothing else of the reports.
export { writeAllureSurroundings } from './allure-surroundings.ts';
export { assertVerdict } from './assert-verdict.ts';
export { type ClaimTest, claimTests } from './claim-tests.ts';

/** What of the Allure reporter a test is described with; what it returns is awaited. */
export interface AllureSink extends EvidenceSink {
  label(name: string, value: string): unknown;
  description(markdown: string): unknown;
}

/** Beyond these the bundle has the rest, and the report says so. */
const MOST_FINDINGS = 10;
const LONGEST_WORDS = 4_000;

/** How grave a violation would be for the user: fixed per predicate, so that it says nothing of the verdict. */
const SEVERITY: Readonly<Record<Predicate, string>> = {
  'local-only': 'blocker',
  'upload-on-consent': 'blocker',
  'no-collection-without-authorization': 'blocker',
  'no-background-acquisition': 'critical',
  'own-screenshots-only': 'critical',
  'cleared-on-exit': 'normal',
  'feature-withdrawn': 'normal',
};

/** What a test is about: everything that its evidence is chosen by. */
interface Subject {
  readonly claim: Claim;
  readonly verdict: Verdict;
  readonly stimuli: readonly Stimulus[];
  readonly findings: readonly Finding[];
}

/** Describes a test and attaches what the verdict rests on. Everything from the phone is escaped or kept as bytes. */
export async function attachClaimEvidence(
  bundle: Bundle,
  judgement: Judgement,
  test: ClaimTest,
  allure: AllureSink,
): Promise<void> {
  const subject = subjectOf(bundle, judgement, test);
  if (subject === undefined) {
    await allure.description('Judging said nothing of this claim.');
    return;
  }
  await label(bundle.run, subject.claim, test, allure);
  await allure.description(describe(bundle.run, subject));
  for (const stimulus of subject.stimuli) await attachStimulus(bundle, stimulus, allure);
  for (const finding of subject.findings.slice(0, MOST_FINDINGS)) {
    await attachFinding(bundle, finding, allure);
  }
  const left = subject.findings.length - MOST_FINDINGS;
  if (left > 0) {
    await allure.attach('more findings', `${left} more are in the findings below`, 'text/plain');
  }
  const hints = judgement.hints.filter((one) => subject.stimuli.some(({ id }) => id === one.stimulus));
  if (hints.length > 0) {
    const told = hints.map(({ why }) => printable(why, LONGEST_WORDS)).join('\n');
    await attachText(allure, 'no finding: what may be known without the image', told, 'text/plain');
  }
  await attachText(allure, 'timeline', timelineText(bundle.timeline, test.scenario), 'text/plain');
  await attachText(allure, 'findings and gaps', findingsAndGaps(subject), 'application/json');
}

function subjectOf(bundle: Bundle, judgement: Judgement, test: ClaimTest): Subject | undefined {
  const claim = bundle.run.claims.find((one) => one.id === test.claim);
  const judged = judgement.claims.find((one) => one.claim === test.claim);
  if (claim === undefined || judged === undefined) return undefined;
  const verdict = verdictOf(judged, test);
  const inScenario = bundle.stimuli.filter((one) => one.scenario === test.scenario);
  // Consented uploads are findings that violate nothing: they belong to the evidence of what is upheld, too.
  const findings =
    verdict.kind === 'violated'
      ? verdict.findings
      : judgement.findings.filter(
          (one) =>
            claim.channels.includes(one.channel) &&
            inScenario.some((stimulus) => stimulus.id === one.stimulus),
        );
  const found = bundle.stimuli.filter((one) => findings.some((finding) => finding.stimulus === one.id));
  return { claim, verdict, findings, stimuli: [...new Set([...inScenario, ...found])] };
}

function verdictOf(judged: ClaimVerdict, test: ClaimTest): Verdict {
  return judged.scenarios.find((one) => one.scenario === test.scenario)?.verdict ?? judged.verdict;
}

async function label(run: RunRecord, claim: Claim, test: ClaimTest, allure: AllureSink): Promise<void> {
  const story = run.scenarios.find((one) => one.id === test.scenario)?.title ?? NOT_EXERCISED;
  await allure.label('epic', printable(`${run.app.name} ${run.app.versionName}`));
  await allure.label('feature', claim.id);
  await allure.label('story', printable(story));
  await allure.label('severity', SEVERITY[claim.predicate]);
  if (run.subject.kind === 're-enactment') await allure.label('tag', 're-enactment');
}

function describe(run: RunRecord, { claim, verdict }: Subject): string {
  const { words, translation, source, date } = claim.statement;
  const shown = (text: string): string => printableMarkdown(text, LONGEST_WORDS);
  const mark =
    run.subject.kind === 're-enactment' ? [`**${REENACTMENT_MARK}** (${shown(run.subject.of)})`] : [];
  return [
    ...mark,
    `**Claim:** ${shown(claim.meaning)}`,
    `> ${shown(words)}`,
    ...(translation === undefined ? [] : [`> ${shown(translation)}`]),
    `Source: ${shown(source)}, ${shown(date)}`,
    `**Verdict: ${verdict.kind}.** ${shown(verdict.why)}`,
    ...(verdict.kind === 'inconclusive'
      ? verdict.gaps.map((gap) => `- ${gap.code}: ${shown(gap.because)} To close it: ${shown(gap.remedy)}`)
      : []),
  ].join('\n\n');
}

async function attachStimulus(bundle: Bundle, stimulus: Stimulus, allure: AllureSink): Promise<void> {
  const name = `stimulus ${stimulus.id}`;
  const { delivery } = stimulus;
  if (delivery.kind === 'undelivered') {
    const because = printable(delivery.because);
    await allure.attach(name, `${name} was not delivered: ${because}`, 'text/plain');
    return;
  }
  await attachObject(bundle, delivery.sha256, name, allure);
}

function findingsAndGaps({ verdict, findings }: Subject): string {
  const gaps = verdict.kind === 'inconclusive' ? verdict.gaps : [];
  return JSON.stringify({ verdict: verdict.kind, why: verdict.why, findings, gaps }, undefined, 2);
}

async function attachText(allure: AllureSink, name: string, text: string, type: string): Promise<void> {
  const shown = limited(text);
  // What was cut is no longer JSON, or whatever else it was.
  await allure.attach(name, shown.text, shown.cut ? 'text/plain' : type);
}
