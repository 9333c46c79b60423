import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import allureReporter from '@wdio/allure-reporter';
import { provideRunContext } from './helpers/device/run-context.ts';
import { loadBundle } from './helpers/evidence/load.ts';
import type { Bundle } from './helpers/model/bundle.ts';
import type { RunPlan } from './helpers/model/run-plan.ts';
import type { Judgement, Verdict } from './helpers/model/verdict.ts';
import { collectPictures } from './helpers/stimuli/collect-pictures.ts';
import {
  type AllureSink,
  assertVerdict,
  attachClaimEvidence,
  type ClaimTest,
  claimTests,
} from './reports/allure.ts';

/** `commands/verify.ts` writes the plan and names it here; nothing else is read from the environment. */
const planFile = process.env.TELLTALE_PLAN;
if (planFile === undefined) {
  throw new Error('wdio.conf.ts needs a plan: start the run with `npm run verify -- --app=<name>`');
}
const plan: RunPlan = Object.freeze(JSON.parse(readFileSync(planFile, 'utf8')));
const tests = claimTests(plan.run);

provideRunContext({
  plan,
  tests: tests.map((test) => ({ title: test.title, verdictIn: (judgement) => verdictOf(judgement, test) })),
  assertVerdict,
});

function verdictOf(judgement: Judgement, test: ClaimTest): Verdict {
  const claim = judgement.claims.find((one) => one.claim === test.claim);
  const scenario = claim?.scenarios.find((one) => one.scenario === test.scenario);
  const verdict = scenario?.verdict ?? claim?.verdict;
  if (verdict === undefined) throw new Error(`judging said nothing of ${test.claim}`);
  return verdict;
}

const allure: AllureSink = {
  label: (name, value) => allureReporter.addLabel(name, value),
  description: (markdown) => allureReporter.addDescription(markdown, 'markdown'),
  attach: (name, content, type) => allureReporter.addAttachment(name, content, type),
};

let judged: { readonly bundle: Bundle; readonly judgement: Judgement } | undefined;

/** What the specification has just judged; loaded once, for all tests. */
async function judgedBundle(): Promise<{ readonly bundle: Bundle; readonly judgement: Judgement }> {
  if (judged === undefined) {
    const verdicts = await readFile(`${plan.bundleDirectory}/verdicts.json`, 'utf8');
    judged = { bundle: await loadBundle(plan.bundleDirectory), judgement: JSON.parse(verdicts) };
  }
  return judged;
}

export const config: WebdriverIO.Config = {
  runner: 'local',
  specs: ['./specs/claims.spec.ts'],
  maxInstances: 1,
  // For collectPictures.
  execArgv: ['--expose-gc'],
  logLevel: 'info',
  outputDir: plan.logDirectory,
  framework: 'mocha',
  // All is recorded in one hook: a slow phone may take three times as long as the plan says.
  mochaOpts: { ui: 'bdd', timeout: 30 * 60_000 + 3 * plan.plannedMs },
  waitforTimeout: 10_000,
  connectionRetryTimeout: 60_000,
  connectionRetryCount: 0,
  services: [
    [
      'appium',
      {
        logPath: plan.logDirectory,
        args: { address: '127.0.0.1', port: plan.appiumPort, logLevel: 'info', logNoColors: true },
      },
    ],
  ],
  reporters: [
    [
      'allure',
      {
        outputDir: plan.resultsDirectory,
        disableWebdriverStepsReporting: true,
        disableWebdriverScreenshotsReporting: true,
        disableMochaHooks: true,
        addConsoleLogs: false,
      },
    ],
  ],
  capabilities: [
    {
      platformName: 'Android',
      'appium:automationName': 'UiAutomator2',
      'appium:udid': plan.adb.serial,
      'appium:adbPort': plan.adb.serverPort,
      // The target's files are evidence: the driver must not clear them.
      'appium:noReset': true,
      'appium:newCommandTimeout': 0,
      'appium:suppressKillServer': true,
      // Nobody reads the phone's log by way of Appium, and of a real phone it is megabytes an hour.
      'appium:skipLogcatCapture': true,
      // Without this the Appium server itself dies when the phone is lost in mid-run (facts, trap T1).
      'appium:ignoreHiddenApiPolicyError': true,
    },
  ],
  afterTest: async (test) => {
    const claimTest = tests.find((one) => one.title === test.title);
    if (claimTest === undefined) return;
    const { bundle, judgement } = await judgedBundle();
    await attachClaimEvidence(bundle, judgement, claimTest, allure);
    collectPictures();
  },
};
