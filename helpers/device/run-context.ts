import { HarnessError } from '../model/harness-error.ts';
import type { RunPlan } from '../model/run-plan.ts';
import type { Judgement, Verdict } from '../model/verdict.ts';

/** What `wdio.conf.ts` hands to the specifications: they read neither the environment nor the command line. */
export interface RunContext {
  readonly plan: RunPlan;
  /** One for each claim and scenario, known before anything is recorded. */
  readonly tests: readonly {
    readonly title: string;
    readonly verdictIn: (judgement: Judgement) => Verdict;
  }[];
  /** Throws what the Allure reporter shows as failed or broken; returns for `upheld`. */
  readonly assertVerdict: (verdict: Verdict) => void;
}

let provided: RunContext | undefined;

/** Called once by `wdio.conf.ts`, before the specifications are loaded. */
export function provideRunContext(context: RunContext): void {
  provided = Object.freeze(context);
}

export function runContext(): RunContext {
  if (provided !== undefined) return provided;
  throw new HarnessError('USAGE', {
    what: 'the specifications were started without a plan',
    why: 'they record a run that a command prepares',
    remedy: 'start them with: npm run verify -- --app=<name>',
  });
}
