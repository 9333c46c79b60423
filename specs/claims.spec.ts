/// <reference types="mocha" />
import { runContext } from '../helpers/device/run-context.ts';
import type { Judgement } from '../helpers/model/verdict.ts';
import { recordAndJudge } from './record-and-judge.ts';

const { plan, tests, assertVerdict } = runContext();

describe(`${plan.run.app.name} ${plan.run.app.versionName}`, () => {
  let judgement: Judgement;

  before('record the scenarios, seal the bundle, judge it', async () => {
    judgement = await recordAndJudge(plan);
  });

  for (const test of tests) {
    it(test.title, function () {
      const verdict = test.verdictIn(judgement);
      if (verdict.kind === 'not-applicable') this.skip();
      assertVerdict(verdict);
    });
  }
});
