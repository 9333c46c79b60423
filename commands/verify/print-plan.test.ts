import { describe, expect, it } from 'vitest';
import { planRecording, type RecordingPlan } from '../../helpers/device/recording/plan-recording.ts';
import { parseScenarioId } from '../../helpers/model/ids.ts';
import { recordScenarios } from '../../specs/record-scenarios.ts';
import { SCENARIOS, type Scenario } from '../../specs/scenario.ts';
import { planLines } from './print-plan.ts';

const TWO_IMAGES: Scenario = {
  id: parseScenarioId('two-images'),
  title: 'two images, one window',
  exercises: ['local-only'],
  matrix: 'quick',
  async record(recording) {
    await recording.photo('photo');
    await recording.screenshotOfPage('bank', 'bank');
    await recording.watch();
  },
};

async function planOf(scenarios: readonly Scenario[], windowMs: number): Promise<RecordingPlan> {
  return await planRecording((recording) => recordScenarios(recording, scenarios), windowMs);
}

describe('the plan of a recording', () => {
  it('numbers each step as the timeline will, and says in which scenario it is', async () => {
    const { steps } = await planOf([TWO_IMAGES], 5_000);
    expect(steps.map(({ number, scenario }) => [number, scenario])).toEqual([
      [1, undefined],
      [2, 'two-images'],
      [3, 'two-images'],
      [4, 'two-images'],
      [5, undefined],
    ]);
  });

  it('grows by its windows and nothing else when they are longer', async () => {
    const short = await planOf(SCENARIOS, 5_000);
    const long = await planOf(SCENARIOS, 65_000);
    expect(short.windows).toBeGreaterThan(0);
    expect(long.windows).toBe(short.windows);
    expect(long.seconds - short.seconds).toBeCloseTo(60 * short.windows);
  });

  it('is said step by step, with its windows and its duration, and that nothing was done', async () => {
    const lines = planLines(await planOf([TWO_IMAGES], 5_000), [TWO_IMAGES], []);
    expect(lines).toContain('two-images: two images, one window');
    expect(lines.filter((line) => /^ +\d+ {2}at about \d+:\d\d {2}\S/.test(line))).toHaveLength(5);
    expect(lines.at(-1)).toMatch(/^5 steps, 1 observation windows, about 0:2\d .*Nothing was done\.$/);
  });

  it('names what the phone does not allow', async () => {
    const because = 'it needs Android 14';
    const lines = planLines(await planOf([], 5_000), [], [{ ...TWO_IMAGES, because }]);
    expect(lines.join('\n')).toContain('two-images (two images, one window): it needs Android 14');
  });
});
