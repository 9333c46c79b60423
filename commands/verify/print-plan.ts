import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAdb } from '../../helpers/device/adb.ts';
import { readDeviceFacts } from '../../helpers/device/device-facts.ts';
import { runProcess } from '../../helpers/device/process-runner.ts';
import { planRecording, type RecordingPlan } from '../../helpers/device/recording/plan-recording.ts';
import { findSuperuser } from '../../helpers/device/superuser.ts';
import type { Profile } from '../../helpers/model/profile.ts';
import type { DeviceFacts, LeftOutScenario } from '../../helpers/model/run.ts';
import { recordScenarios } from '../../specs/record-scenarios.ts';
import type { Scenario } from '../../specs/scenario.ts';
import { selectScenarios } from '../../specs/select-scenarios.ts';
import { adbTarget } from './environment.ts';
import { type VerifyOptions, windowMs } from './options.ts';
import { openPhone } from './phone.ts';
import { findTools } from './tools.ts';

interface PlanParts {
  readonly project: string;
  readonly options: VerifyOptions;
  readonly profile: Profile;
  readonly handsetSetup: readonly string[];
  readonly scenarios: readonly Scenario[];
}

/** `--plan`: asks the phone what it is, because that decides which scenarios it can run, and does nothing else. */
export async function printPlan(parts: PlanParts, print: (line: string) => void): Promise<void> {
  const phone = await readPhone(parts);
  const { recorded, leftOut } = selectScenarios(parts.scenarios, phone, parts.profile);
  const plan = await planRecording(
    (recording) => recordScenarios(recording, recorded),
    windowMs(parts.options, phone),
  );
  print(`Plan for ${parts.profile.name} on ${phone.model}, Android ${phone.androidRelease}:`);
  for (const line of planLines(plan, recorded, leftOut)) print(line);
}

/** The plan in lines, a title before the steps of each scenario. */
export function planLines(
  plan: RecordingPlan,
  recorded: readonly Scenario[],
  leftOut: readonly LeftOutScenario[],
): readonly string[] {
  const lines: string[] = [];
  let atSeconds = 0;
  let current: string | undefined;
  for (const { number, scenario, what, seconds } of plan.steps) {
    if (scenario !== current) {
      const title = recorded.find((one) => one.id === scenario)?.title ?? 'the end';
      lines.push('', scenario === undefined ? title : `${scenario}: ${title}`);
      current = scenario;
    }
    lines.push(`${String(number).padStart(4)}  at about ${clock(atSeconds)}  ${what}`);
    atSeconds += seconds;
  }
  lines.push(
    '',
    ...leftOut.map(({ id, title, because }) => `not on this phone: ${id} (${title}): ${because}`),
  );
  const total = `${plan.steps.length} steps, ${plan.windows} observation windows, about ${clock(plan.seconds)} beside starting and reporting`;
  return [...lines, `${total}. Nothing was done.`];
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

async function readPhone({ project, options, handsetSetup }: PlanParts): Promise<DeviceFacts> {
  const tools = await findTools(project, process.env);
  const directory = await mkdtemp(path.join(tmpdir(), 'telltale-plan-'));
  try {
    await mkdir(path.join(directory, 'logs'));
    const adbProgram = tools.adb;
    const parts = {
      project,
      runDirectory: directory,
      adbProgram,
      sdkDirectory: tools.sdkDirectory,
      handsetSetup,
    };
    const phone = await openPhone(options, parts);
    try {
      const adb = createAdb(adbTarget(phone), runProcess, () => undefined);
      return await readDeviceFacts(adb, phone.kind, (await findSuperuser(adb)) !== undefined);
    } finally {
      await phone.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
