import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planRecording } from '../../helpers/device/recording/plan-recording.ts';
import { recordScenarios } from '../../specs/record-scenarios.ts';
import { SCENARIOS } from '../../specs/scenario.ts';
import { chooseScenarios } from '../../specs/select-scenarios.ts';
import {
  bundleOf,
  type Ended,
  killHandset,
  processesNaming,
  processesOf,
  type Running,
  start,
  twoAtATime,
  verdictsOf,
} from './verify-run.fake.ts';

/** With what it builds on: the target opened and left, an image, consent, windows, the end. */
const WHOLE = 'return-and-send';
/** Two steps more: amid changes to the phone that can no longer be put back, and while it is away anyway. */
const MORE = [
  { only: 'screen-off', what: 'watches for one window' },
  { only: 'after-reboot', what: 'restarts the phone' },
];
const LOOK_MS = 20;

interface Kill {
  readonly only: string;
  readonly number: number;
  readonly what: string;
}

interface Killed {
  readonly ended: Ended;
  /** What each file of the bundle held when the phone was killed, by name. */
  readonly before: ReadonlyMap<string, string>;
  /** The directory for temporary files of everything that the run started. */
  readonly temporary: string;
}

const kills = await killsAt();
const killed = new Map<Kill, Promise<Killed>>();
const temporary = mkdtempSync(path.join(tmpdir(), 'killed-'));

beforeAll(() => {
  const runs = twoAtATime(kills.map((kill) => () => runAndKill(kill)));
  for (const [index, kill] of kills.entries()) {
    const run = runs[index];
    if (run !== undefined) killed.set(kill, run);
  }
});

afterAll(async () => {
  await Promise.allSettled(killed.values());
  await rm(temporary, { recursive: true, force: true });
});

describe.each(kills)('a phone that is killed when a run of $only takes step $number: $what', (kill) => {
  it('leaves a bundle that loads, without loss, no process, and nothing upheld', async () => {
    const result = await killed.get(kill);
    if (result === undefined) throw new Error('the run was not started');
    const { ended, before } = result;
    expect(ended.code).toBe(3);
    expect(ended.output).toContain('the simulated phone ended in mid-run');
    expect(processesOf(ended)).toEqual([]);
    expect(processesNaming(result.temporary)).toEqual([]);

    const bundle = await bundleOf(ended);
    expect([bundle.seal.kind, bundle.damage]).toEqual(['sealed', []]);
    const faults = bundle.timeline.flatMap((event) => (event.kind === 'fault' ? [event.code] : []));
    expect(faults).toContain('DEVICE_LOST');
    const steps = bundle.timeline.flatMap((event) => (event.kind === 'step' ? [event.number] : []));
    expect(steps).toEqual(Array.from({ length: kill.number }, (_, index) => index + 1));
    expect(before.size).toBeGreaterThan(0);
    for (const [name, text] of before) expect(linesOf(ended, name).startsWith(text)).toBe(true);

    const { 'feature-withdrawn': withdrawn, ...applicable } = await verdictsOf(ended);
    expect(withdrawn).toBe('not-applicable');
    expect(Object.values(applicable)).not.toContain('upheld');
    expect(Object.values(applicable)).toContain('inconclusive');
    expect(Object.values(applicable)).not.toContain('not-applicable');
    const copied = bundle.artifacts.some(
      ({ path: name, content }) => name.includes('/uil-images/') && content.kind === 'stored',
    );
    expect(applicable['no-background-acquisition']).toBe(copied ? 'violated' : 'inconclusive');
  });
});

async function killsAt(): Promise<readonly Kill[]> {
  const kills = [...(await stepsOf(WHOLE))];
  for (const { only, what } of MORE)
    kills.push(...(await stepsOf(only)).filter((step) => step.what === what).slice(0, 1));
  return kills;
}

async function stepsOf(only: string): Promise<readonly Kill[]> {
  const scenarios = chooseScenarios(SCENARIOS, { matrix: 'quick', only: [only] });
  const plan = await planRecording((recording) => recordScenarios(recording, scenarios), 1_000);
  return plan.steps.map(({ number, what }) => ({ only, number, what }));
}

function runAndKill(kill: Kill): { running: Running; done: Promise<Killed> } {
  const own = path.join(mkdtempSync(path.join(temporary, 'run-')));
  const argv = ['--app=jdjr', '--device=handset', '--window=1', `--only=${kill.only}`];
  const running = start(argv, { TMPDIR: own });
  return { running, done: killAtStep(running, kill.number, own) };
}

async function killAtStep(running: Running, number: number, own: string): Promise<Killed> {
  await running.said('starting Appium');
  const bundle = path.join(running.directory(), 'bundle');
  while (running.child.exitCode === null && !isTaken(bundle, number))
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  const before = new Map(
    readdirSync(bundle)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => [name, wholeLines(readFileSync(path.join(bundle, name), 'utf8'))]),
  );
  if (running.child.exitCode === null) killHandset(running);
  return { ended: await running.ended, before, temporary: own };
}

function isTaken(bundle: string, number: number): boolean {
  const timeline = wholeLines(readFileSync(path.join(bundle, 'timeline.jsonl'), 'utf8'));
  const steps = timeline.split('\n').filter((line) => line.startsWith('{"kind":"step"'));
  return steps.some((line) => JSON.parse(line).number === number);
}

function linesOf({ directory }: Ended, name: string): string {
  return readFileSync(path.join(directory, 'bundle', name), 'utf8');
}

/** Without the line that is being written. */
function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}
