import type { Bundle } from '../model/bundle.ts';
import { type Claim, ERAS } from '../model/claim.ts';
import type { Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import { nonEmpty } from '../model/non-empty.ts';
import { atOnce, type Steps } from '../model/steps.ts';
import type { RecognizeText } from '../model/text-reader.ts';
import { type ClaimVerdict, type Judgement, VERDICT_KINDS, type Verdict } from '../model/verdict.ts';
import { channelGaps } from './channel-gaps.ts';
import { examining } from './examine.ts';
import { PREDICATE_RULES } from './predicates.ts';
import { inOrder } from './record-order.ts';
import { concerns, overlaps, type Scope, scopeOf, stimuliIn } from './scope.ts';
import { exercisedBy } from './upholding.ts';

/** Judges a bundle as `judging` does, at once, and without reading what stands in pictures unless it is told how. */
export function judge(recorded: Bundle, recognizeText: RecognizeText = () => ''): Judgement {
  return atOnce(judging(recorded, recognizeText));
}

/**
 * Judges a bundle: a pure function of it, by the rules of the design's section 6. By steps, for who takes turns with Node's loop
 * (`byTurns`): decoded pictures take up no memory then.
 */
export function* judging(recorded: Bundle, recognizeText: RecognizeText): Steps<Judgement> {
  const bundle = inOrder(recorded);
  const examination = yield* examining(bundle, recognizeText);
  const findings = examination.findings;
  const gaps = [...examination.gaps, ...channelGaps(bundle, findings, examination.search)];
  return {
    formatVersion: 1,
    run: bundle.run.id,
    ...(bundle.seal.kind === 'sealed' ? { manifestSha256: bundle.seal.manifestSha256 } : {}),
    claims: bundle.run.claims.map((claim) => judgeClaim(bundle, claim, findings, gaps)),
    findings,
    hints: examination.hints,
    gaps,
  };
}

function judgeClaim(
  bundle: Bundle,
  claim: Claim,
  findings: readonly Finding[],
  gaps: readonly Gap[],
): ClaimVerdict {
  const verdict = decide(bundle, claim, { kind: 'run' }, findings, gaps);
  const scenarios = bundle.run.scenarios
    .filter(({ exercises }) => exercises.includes(claim.predicate))
    .map(({ id }) => ({
      scenario: id,
      verdict: decide(bundle, claim, scopeOf(bundle, id), findings, gaps),
    }));
  return { claim: claim.id, verdict, scenarios: sayingNoLess(verdict, scenarios) };
}

/**
 * What came about between or after the scenarios lies in none of them, and a report has one test for each scenario:
 * where none says what the run says, the last one does, so that no report is better than the run.
 */
function sayingNoLess(verdict: Verdict, scenarios: ClaimVerdict['scenarios']): ClaimVerdict['scenarios'] {
  const weight = (one: Verdict): number => VERDICT_KINDS.indexOf(one.kind);
  const last = scenarios.at(-1);
  if (last === undefined || scenarios.some((one) => weight(one.verdict) >= weight(verdict))) return scenarios;
  return [...scenarios.slice(0, -1), { ...last, verdict }];
}

/** Not applicable, then findings, then gaps; upheld only with what was exercised in hand. */
function decide(
  bundle: Bundle,
  claim: Claim,
  scope: Scope,
  findings: readonly Finding[],
  gaps: readonly Gap[],
): Verdict {
  const { era, versionName } = bundle.run.app;
  if (era !== undefined && !claim.eras.includes(era)) {
    return { kind: 'not-applicable', why: `the claim does not speak of version ${versionName} (${era})` };
  }
  const rule = PREDICATE_RULES[claim.predicate];
  const violating = nonEmpty(
    findings.filter((one) => {
      const during = rule.violatedDuring(bundle, one);
      return during !== undefined && overlaps(scope, during);
    }),
  );
  // A version whose era nobody knows cannot break a claim that speaks of some eras only.
  if (violating !== undefined && (era !== undefined || claim.eras.length === ERAS.length)) {
    return { kind: 'violated', findings: violating, why: violatedWhy(violating) };
  }
  const channels = [...new Set([...rule.channels, ...claim.channels])];
  const own = gaps.filter(
    (gap) =>
      concerns(scope, gap) &&
      (gap.channel === undefined || channels.includes(gap.channel)) &&
      rule.notConcerned?.(bundle, gap) !== true,
  );
  const open = nonEmpty([...exercise(bundle, claim, scope), ...rule.gaps(bundle, scope, findings), ...own]);
  if (open !== undefined) return { kind: 'inconclusive', gaps: open, why: inconclusiveWhy(open) };
  const exercised = exercisedBy(exercisedStimuli(bundle, scope), channels);
  if (exercised === undefined) {
    const gap = notExercised('no stimulus was delivered');
    return { kind: 'inconclusive', gaps: [gap], why: gap.because };
  }
  const why = `no violation observed with ${exercised.length} delivered image${exercised.length === 1 ? '' : 's'}, and every channel was seen to work`;
  return { kind: 'upheld', exercised, why };
}

/** A scenario may make no image of its own and speak of those before it: the user sends what was made earlier. */
function exercisedStimuli(bundle: Bundle, scope: Scope): ReturnType<typeof stimuliIn> {
  const own = stimuliIn(bundle, scope);
  if (own.length > 0 || scope.kind === 'run') return own;
  return bundle.stimuli.filter(({ delivery }) => delivery.at.hostMs <= scope.during.fromMs);
}

function exercise(bundle: Bundle, claim: Claim, scope: Scope): readonly Gap[] {
  const gaps: Gap[] = [];
  const exercises = bundle.run.scenarios.some((one) => one.exercises.includes(claim.predicate));
  if (!exercises) gaps.push(notExercised('no scenario of this run exercises the claim'));
  if (
    scope.kind === 'scenario' &&
    !bundle.timeline.some((event) => event.kind === 'scenario-ended' && event.scenario === scope.id)
  ) {
    gaps.push(notExercised('the scenario was not recorded to its end'));
  }
  const missing = bundle.run.scenarios.filter(
    (one) =>
      one.exercises.includes(claim.predicate) &&
      !bundle.timeline.some((event) => event.kind === 'scenario-ended' && event.scenario === one.id),
  );
  if (scope.kind === 'run' && missing.length > 0)
    gaps.push(notExercised(`not recorded to its end: ${missing.map(({ id }) => id).join(', ')}`));
  if (bundle.run.app.era === undefined && claim.eras.length < ERAS.length) {
    gaps.push({
      code: 'version-unknown',
      because: `the profile does not know version ${bundle.run.app.versionName}, and the claim speaks of some versions only`,
      remedy: 'add the version to the profile, with its source',
    });
  }
  return gaps;
}

function notExercised(because: string): Gap {
  return { code: 'not-exercised', because, remedy: 'run a scenario that exercises it' };
}

function violatedWhy([first, ...more]: readonly [Finding, ...Finding[]]): string {
  return more.length === 0 ? first.why : `${first.why}; and ${more.length} more`;
}

function inconclusiveWhy([first, ...more]: readonly [Gap, ...Gap[]]): string {
  return more.length === 0
    ? first.because
    : `${first.because}; and ${more.length} more gap${more.length === 1 ? '' : 's'}`;
}
