import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HarnessError } from '../helpers/model/harness-error.ts';
import type { Profile } from '../helpers/model/profile.ts';
import type { RunPlan } from '../helpers/model/run-plan.ts';
import type { EngineChoice } from '../proxy/messages.ts';
import { writeAllureSurroundings } from '../reports/allure.ts';
import { generateReport } from '../reports/allure-html.ts';
import { printable } from '../reports/escape.ts';
import { SCENARIOS, type Scenario } from '../specs/scenario.ts';
import { chooseScenarios } from '../specs/select-scenarios.ts';
import { chosenProfile } from './chosen-profile.ts';
import { interrupted } from './interrupted.ts';
import { print, runCommand } from './run-command.ts';
import { terminal } from './terminal.ts';
import { chooseEngine } from './verify/choose-engine.ts';
import { claimPort } from './verify/claimed-port.ts';
import { type ConductorVerbs, startConductor } from './verify/conductor.ts';
import { adbTarget, type Environment, openEnvironment } from './verify/environment.ts';
import { flowSeen } from './verify/flow-seen.ts';
import { judgedBundle } from './verify/judged-bundle.ts';
import { parseVerifyOptions, proxyAddress, USAGE, type VerifyOptions, windowMs } from './verify/options.ts';
import { describeOutcome, placesOf } from './verify/outcome.ts';
import { openPhone, type Phone } from './verify/phone.ts';
import { printPlan } from './verify/print-plan.ts';
import { type Progress, startProgress } from './verify/progress.ts';
import { makeRunDirectory, type RunDirectory } from './verify/run-directory.ts';
import { sdkDirectoryFor } from './verify/sdk-directory.ts';
import { findTools, type Tools } from './verify/tools.ts';
import { uploadSeen } from './verify/upload-seen.ts';
import { startWdio, WDIO_OUTPUT } from './verify/wdio-run.ts';

const PROJECT = path.dirname(import.meta.dirname);
const APPS = path.join(PROJECT, 'apps');
const SETTLE_MS = 10_000;
/** Its usual one first. Two runs on one Appium would take the phone's sessions from each other. */
const APPIUM_PORTS = [4723, 4724, 4725, 4726, 4727, 4728, 4729, 4730];

/** `npm run verify -- --app=<name>`: records, seals, judges and reports one run. */
async function verify(options: VerifyOptions): Promise<number> {
  const chosen = await chosenProfile(APPS, options.profile);
  const { profile } = chosen;
  const scenarios = chooseScenarios(SCENARIOS, options);
  if (options.planOnly) {
    await printPlan({ project: PROJECT, options, ...chosen, scenarios }, print);
    return 0;
  }
  const tools = await findTools(PROJECT, process.env);
  const engine = await chooseEngine(options, { environment: process.env, app: profile.package });
  const directory = await makeRunDirectory(PROJECT, profile.id, new Date());
  // From here on something has to be put back or ended, whatever comes.
  const interruption = interrupted();
  try {
    const phone = await openPhone(options, {
      project: PROJECT,
      runDirectory: directory.root,
      adbProgram: tools.adb,
      sdkDirectory: tools.sdkDirectory,
      handsetSetup: chosen.handsetSetup,
    });
    announce(profile, phone, directory);
    const progress = startProgress(print);
    try {
      return await record({
        options,
        profile,
        scenarios,
        tools,
        engine,
        directory,
        phone,
        progress,
        interruption,
      });
    } finally {
      progress.stop();
      await phone.stop();
    }
  } finally {
    interruption.stop();
  }
}

interface Run {
  readonly options: VerifyOptions;
  readonly profile: Profile;
  readonly scenarios: readonly Scenario[];
  readonly tools: Tools;
  readonly engine: EngineChoice;
  readonly directory: RunDirectory;
  readonly phone: Phone;
  readonly progress: Progress;
  readonly interruption: { readonly fault: Promise<HarnessError> };
}

async function record(run: Run): Promise<number> {
  const { options, profile, directory, progress } = run;
  const environment = await openEnvironment({
    ...run,
    signingKeyFile: path.join(PROJECT, '.telltale', 'signing-key.pem'),
    step: progress.step,
  });
  await driveRecording(run, environment);
  progress.phase('judging');
  progress.step('checking the seal and the verdicts');
  const outcome = describeOutcome(profile, await judgedBundle(directory.bundle), options.exit, terminal());
  progress.phase('report');
  progress.step('making the Allure report');
  const report = await makeReport(directory, environment);
  progress.stop();
  for (const line of [...outcome.lines, '', ...placesOf(directory.root, report), '', phaseLine(progress)])
    print(line);
  await writeFile(path.join(directory.root, 'phases.json'), `${JSON.stringify(progress.phases())}\n`);
  return outcome.exitCode;
}

/** Lets WebdriverIO record the scenarios. Whatever ends it, the bundle is sealed and the phone put back. */
async function driveRecording(run: Run, environment: Environment): Promise<void> {
  const { directory, progress, phone, tools } = run;
  let recorded = false;
  const conductor = await startConductor({
    ...conductorVerbs(run, environment),
    finish: async () => {
      recorded = true;
      await environment.finish();
    },
  });
  const appium = await claimPort(APPIUM_PORTS);
  const planFile = path.join(directory.root, 'plan.json');
  const plan = planOf(run, environment, { conductorUrl: conductor.url, appiumPort: appium.port });
  await writeFile(planFile, JSON.stringify(plan));
  progress.phase('session');
  progress.step('starting Appium and opening a session on the phone');
  const sdkDirectory = await sdkDirectoryFor(tools.sdkDirectory, tools.adb, directory.root);
  const wdio = startWdio(
    { project: PROJECT, planFile, logDirectory: directory.logs, sdkDirectory },
    process.env,
  );
  try {
    const fault = await Promise.race([
      // Its exit code says only how many claims did not hold.
      wdio.ended.then((code) => (recorded && code !== null ? undefined : wdioBroke(code, directory))),
      environment.proxy.lost,
      run.interruption.fault,
      ...(phone.handset === undefined ? [] : [phone.handset.ended.then(() => handsetEnded(directory))]),
    ]);
    if (fault !== undefined) {
      environment.note(fault);
      progress.step(`${fault.what}: ${fault.why}`);
    }
  } finally {
    await wdio.stop();
    appium.release();
    await environment.finish();
    await conductor.stop();
  }
}

function conductorVerbs(
  { directory, progress }: Run,
  { proxy, pages, run, debts }: Environment,
): Omit<ConductorVerbs, 'finish'> {
  return {
    progress: (text) => {
      if (progress.phases().at(-1)?.name === 'session') progress.phase('scenarios and windows');
      progress.step(text);
    },
    settle: () => proxy.settle(SETTLE_MS),
    flowSeen: (url) => flowSeen(directory.bundle, url),
    uploadSeen: async (url) => {
      const imageText = pages.imageTextOf(url);
      if (imageText === undefined) throw new Error(`nothing is uploaded to ${url}`);
      const { declaredHosts } = run;
      return await uploadSeen(directory.bundle, { url, imageText, declaredHosts });
    },
    drawn: (stimulus) => pages.drawn(stimulus),
    owe: debts.owe,
    restore: debts.restore,
  };
}

function planOf(
  run: Run,
  environment: Environment,
  ports: Pick<RunPlan, 'conductorUrl' | 'appiumPort'>,
): RunPlan {
  const { directory } = run;
  const address = proxyAddress(run.options);
  return {
    run: environment.run,
    profile: run.profile,
    bundleDirectory: directory.bundle,
    resultsDirectory: directory.results,
    logDirectory: directory.logs,
    adb: adbTarget(run.phone),
    ...ports,
    proxyPort: environment.proxy.port,
    ...(address === undefined ? {} : { proxyAddress: address }),
    pages: environment.pages.pages,
    uploads: environment.pages.uploads,
    windowMs: windowMs(run.options, environment.run.device),
    plannedMs: environment.plannedMs,
    nonce: directory.nonce,
  };
}

async function makeReport(directory: RunDirectory, environment: Environment): Promise<string | undefined> {
  await writeAllureSurroundings(directory.results, environment.run);
  try {
    return await generateReport(directory.root, { environment: process.env });
  } catch (error) {
    // The verdicts stand without a report: say so, and how to make it later.
    print(
      `The Allure report could not be made: ${messageOf(error)}. Try again with: npm run report -- ${path.relative(process.cwd(), directory.root)}`,
    );
    return undefined;
  }
}

function announce(profile: Profile, phone: Phone, directory: RunDirectory): void {
  const onHandset = phone.kind === 'handset';
  print(
    onHandset
      ? `This is a re-enactment of reported behaviour on a simulated phone, not a test of the vendor's app.`
      : `Testing on the phone ${phone.serial}.`,
  );
  print(
    `App: ${profile.name}, ${profile.package}. Phone: ${onHandset ? 'the simulated handset' : phone.serial} (${phone.because}).`,
  );
  for (const limit of phone.handset?.limits ?? []) print(`Not faithful here: ${printable(limit, 300)}`);
  print(
    `It will take screenshots and a photo while the app is in the background, watch storage and traffic, and judge ${profile.claims.length} claims.`,
  );
  print(`Everything is kept in ${path.relative(process.cwd(), directory.root)}\n`);
}

function phaseLine(progress: Progress): string {
  return `time: ${progress
    .phases()
    .map(({ name, seconds }) => `${name} ${seconds.toFixed(1)} s`)
    .join(', ')}`;
}

function wdioBroke(code: number | null, directory: RunDirectory): HarnessError {
  return new HarnessError('APPIUM_FAILED', {
    what: 'WebdriverIO ended before the scenarios were recorded',
    why: code === null ? 'a signal ended it' : `exit code ${code}`,
    remedy: `see ${path.relative(process.cwd(), path.join(directory.logs, WDIO_OUTPUT))}`,
  });
}

function handsetEnded(directory: RunDirectory): HarnessError {
  return new HarnessError('DEVICE_LOST', {
    what: 'the simulated phone ended in mid-run',
    why: 'its process is gone',
    remedy: `see ${path.relative(process.cwd(), path.join(directory.logs, 'handset.log'))}`,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

await runCommand(async (argv) => {
  const options = parseVerifyOptions(argv);
  if (options !== 'help') return await verify(options);
  print(USAGE);
  return 0;
});
