import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Adb, createAdb } from '../../helpers/device/adb.ts';
import { readClockOffset, readDeviceFacts } from '../../helpers/device/device-facts.ts';
import { readInstalledPackage } from '../../helpers/device/installed-package.ts';
import { phoneAddressTowards } from '../../helpers/device/phone-address.ts';
import { runProcess } from '../../helpers/device/process-runner.ts';
import { blockQuic } from '../../helpers/device/quic-block.ts';
import { planRecording, type RecordingPlan } from '../../helpers/device/recording/plan-recording.ts';
import { findSuperuser, type Superuser } from '../../helpers/device/superuser.ts';
import { createBundle, openRecorder, type Recorder } from '../../helpers/evidence/record.ts';
import { sealBundle } from '../../helpers/evidence/seal.ts';
import { loadSigner } from '../../helpers/evidence/signing-key.ts';
import { BUNDLE_FORMAT } from '../../helpers/model/bundle-format.ts';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import type { Profile } from '../../helpers/model/profile.ts';
import type { AppUnderTest, DeviceFacts, QuicBlock, RunRecord, Subject } from '../../helpers/model/run.ts';
import type { EngineChoice } from '../../proxy/messages.ts';
import { type RunningProxy, startProxy } from '../../proxy/proxy.ts';
import { recordScenarios } from '../../specs/record-scenarios.ts';
import type { Scenario } from '../../specs/scenario.ts';
import { scenarioRecord, selectScenarios } from '../../specs/select-scenarios.ts';
import { versionOf } from '../profile/version-of.ts';
import { type Debts, openDebts } from './debts.ts';
import { openTunnel, readsQuic } from './open-tunnel.ts';
import { proxyAddress, type VerifyOptions, windowMs } from './options.ts';
import { PAGES_HOST, type PageServer, servePages } from './pages.ts';
import type { Phone } from './phone.ts';
import { pointAtProxy } from './point-at-proxy.ts';
import type { RunDirectory } from './run-directory.ts';
import type { Tools } from './tools.ts';
import { lookalikeHost } from './upload-pages.ts';

/** Everything around a recording: the open bundle, the proxy, the pages, and the phone set up to use them. */
export interface Environment {
  readonly run: RunRecord;
  readonly plannedMs: number;
  readonly pages: PageServer;
  readonly proxy: RunningProxy;
  readonly debts: Debts;
  note(fault: HarnessError): void;
  /** Puts the phone back, stops the proxy, seals the bundle. Does it once, however often it is called. */
  finish(): Promise<void>;
}

export interface EnvironmentParts {
  readonly options: VerifyOptions;
  readonly profile: Profile;
  /** Those that were asked for; which of them can be recorded here, the phone decides. */
  readonly scenarios: readonly Scenario[];
  readonly phone: Phone;
  readonly directory: RunDirectory;
  readonly tools: Tools;
  readonly engine: EngineChoice;
  readonly signingKeyFile: string;
  readonly step: (text: string) => void;
}

/** Prepares a run. What was opened is closed again when a later step fails; what was recorded stays. */
export async function openEnvironment(parts: EnvironmentParts): Promise<Environment> {
  const { directory, step } = parts;
  await createBundle(directory.bundle);
  const recorder = await openRecorder(directory.bundle);
  const closing: (() => Promise<void>)[] = [];
  const finish = once(() => close(parts, recorder, closing));
  try {
    const adb = createAdb(adbTarget(parts.phone), runProcess, (command) => recorder.command(command));
    if (parts.options.apk !== undefined) {
      step(`installing ${parts.options.apk}`);
      await adb.command(['install', '-r', parts.options.apk], { timeoutMs: 300_000 });
    }
    step('reading what the phone and the app are');
    const superuser = await findSuperuser(adb);
    const run = await describeRun(parts, adb, superuser);
    await recorder.writeRun(run);
    recorder.timeline({
      kind: 'run-started',
      at: { hostMs: run.startedMs, deviceMs: run.startedMs + run.clockOffsetMs },
    });
    step('starting the recording proxy and its certificate authority');
    const plan = await plannedRecording(parts, run);
    const pages = await servePages({
      nonce: directory.nonce,
      directory: directory.pages,
      // Without root the phone does not get to trust the run's authority, and its browser would show a warning.
      scheme: superuser === undefined ? 'http' : 'https',
      requests: plan.pages,
      lookalike: lookalikeHost(run.declaredHosts),
    });
    closing.push(() => pages.stop());
    const address = proxyAddress(parts.options);
    const listen =
      address === undefined ? {} : { listen: { address, from: await phoneAddressTowards(adb, address) } };
    const proxy = await startProxy({ ...proxyOptions(parts, run, pages), ...listen });
    closing.push(async () => noteRefused(recorder, await proxy.stop()));
    step('pointing the phone at the proxy');
    const note = recorder.timeline.bind(recorder);
    const led = await leadTraffic({ adb, superuser, note, proxy, address, uid: run.app.uid }, parts, closing);
    await recorder.writeRun({ ...run, ...led });
    const debts = openDebts(adb, (event) => recorder.timeline(event));
    closing.push(() => debts.restoreAll());
    return {
      run: { ...run, ...led },
      plannedMs: plan.seconds * 1000,
      pages,
      proxy,
      debts,
      finish,
      note: (fault) => noteFault(recorder, fault),
    };
  } catch (error) {
    if (error instanceof HarnessError) noteFault(recorder, error);
    await finish();
    throw error;
  }
}

/** To the proxy as far as the phone lets us; `closing` takes what undoes it. */
async function leadTraffic(
  phone: Parameters<typeof pointAtProxy>[0] & { readonly uid: number },
  { engine, directory, step, phone: { kind } }: EnvironmentParts,
  closing: (() => Promise<void>)[],
): Promise<Pick<RunRecord, 'trust' | 'quic'>> {
  const trust = await pointAtProxy(phone, closing);
  const quic: QuicBlock = readsQuic(engine)
    ? { kind: 'open', because: 'it is led to mitmdump, which reads it' }
    : await blockQuic(phone, (change) => closing.push(() => change.undo()));
  const { adb, note } = phone;
  const authorityDirectory = directory.authority;
  await openTunnel({ adb, note, step, engine, authorityDirectory, simulated: kind === 'handset' });
  return { trust, quic };
}

async function plannedRecording(
  { scenarios, options }: EnvironmentParts,
  run: RunRecord,
): Promise<RecordingPlan> {
  const recorded = scenarios.filter(({ id }) => run.scenarios.some((one) => one.id === id));
  return await planRecording(
    (recording) => recordScenarios(recording, recorded),
    windowMs(options, run.device),
  );
}

export function adbTarget(phone: Phone): {
  program: string;
  serial: string;
  serverPort: number;
  home?: string;
} {
  const { program, port, home } = phone.server;
  return { program, serial: phone.serial, serverPort: port, ...(home === undefined ? {} : { home }) };
}

async function describeRun(
  parts: EnvironmentParts,
  adb: Adb,
  superuser: Superuser | undefined,
): Promise<RunRecord> {
  const { profile, phone, directory, tools, options } = parts;
  const app = await describeApp(adb, profile);
  const device = await readDeviceFacts(adb, phone.kind, superuser !== undefined);
  const { recorded, leftOut } = selectScenarios(parts.scenarios, device, profile);
  for (const { title, because } of leftOut) parts.step(`not on this phone: ${title}: ${because}`);
  return {
    formatVersion: BUNDLE_FORMAT,
    id: directory.id,
    startedMs: Date.now(),
    subject: subjectOf(phone, app),
    app,
    device,
    tools: { ...tools.versions, ...(await packageVersions(parts)) },
    options: recordedOptions(options, device),
    clockOffsetMs: await readClockOffset(adb),
    claims: profile.claims,
    scenarios: recorded.map(scenarioRecord),
    leftOut,
    declaredHosts: profile.declaredHosts,
    harnessHosts: [PAGES_HOST, lookalikeHost(profile.declaredHosts)],
  };
}

/**
 * Looks at the phone's sockets that are more than 80 ms apart are noted as a pause: without one, each connection that waits
 * for an answer is met by a look. Where the phone's own port tells whose it is, none has to wait.
 */
const HOLD_MS = 100;

/** What decides what a run can show; `only` is there when it is not a whole matrix. */
function recordedOptions(options: VerifyOptions, phone: DeviceFacts): Readonly<Record<string, string>> {
  const listen = proxyAddress(options);
  return {
    window: `${windowMs(options, phone) / 1000} s`,
    device: options.device.kind,
    proxy: options.proxy,
    matrix: options.matrix,
    ...(listen === undefined ? {} : { proxyListen: listen }),
    ...(options.proxyMode === undefined ? {} : { proxyMode: options.proxyMode }),
    ...(options.only.length === 0 ? {} : { only: options.only.join(', ') }),
  };
}

async function describeApp(adb: Adb, profile: Profile): Promise<AppUnderTest> {
  const installed = await readInstalledPackage(adb, profile.package);
  const version = versionOf(profile, installed.versionName);
  return {
    ...installed,
    profile: profile.id,
    name: profile.name,
    ...(version === undefined ? {} : { era: version.era }),
  };
}

/** A handset, or an app whose version says so, is a re-enactment: every report must say it. */
function subjectOf(phone: Phone, app: AppUnderTest): Subject {
  const reenacted = phone.kind === 'handset' || app.versionName.endsWith('-reenactment');
  return reenacted ? { kind: 're-enactment', of: `${app.name} ${app.versionName}` } : { kind: 'vendor-app' };
}

async function packageVersions(parts: EnvironmentParts): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  const modules = path.dirname(path.dirname(parts.tools.appiumPackage));
  for (const name of ['appium', 'appium-uiautomator2-driver', 'webdriverio', 'mockttp']) {
    const file = path.join(modules, name, 'package.json');
    versions[name] = String(JSON.parse(await readFile(file, 'utf8')).version);
  }
  return parts.engine.kind === 'mitmdump' ? { ...versions, mitmdump: parts.engine.version } : versions;
}

function proxyOptions(
  parts: EnvironmentParts,
  run: RunRecord,
  pages: PageServer,
): Parameters<typeof startProxy>[0] {
  const { options, phone, directory } = parts;
  return {
    bundleDirectory: directory.bundle,
    authorityDirectory: directory.authority,
    engine: parts.engine,
    forwards: run.harnessHosts.map((host) => ({ host, to: pages.origin })),
    // The phone's own way to the internet, where it has one that is not the host's.
    ...(phone.handset === undefined
      ? {}
      : {
          upstream: {
            proxyUrl: `http://${phone.handset.gateway}`,
            authorityFile: phone.handset.authorityFile,
          },
        }),
    ...(proxyAddress(options) === undefined ? { holdMs: HOLD_MS } : {}),
    ...(options.proxyPort === undefined ? {} : { port: options.proxyPort }),
    ...(options.blind === undefined ? {} : { blind: options.blind }),
  };
}

/** Whoever else tried to use the proxy, in a network that others are in. */
function noteRefused(recorder: Recorder, { refused }: { readonly refused: number }): void {
  const what = `the proxy refused ${refused} connections that did not come from the phone`;
  if (refused > 0) recorder.timeline({ kind: 'act', at: { hostMs: Date.now() }, what });
}

function noteFault(recorder: Recorder, fault: HarnessError): void {
  const { code, what, why, remedy } = fault;
  recorder.timeline({ kind: 'fault', at: { hostMs: Date.now() }, code, what, why, remedy });
}

/** Undoes everything in reverse order. One failure is recorded and does not keep the rest from being undone. */
async function close(
  parts: EnvironmentParts,
  recorder: Recorder,
  closing: (() => Promise<void>)[],
): Promise<void> {
  for (const undo of closing.reverse()) {
    try {
      await undo();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const remedy =
        'look at the phone: its proxy setting and user certificates may need to be put back by hand';
      noteFault(
        recorder,
        new HarnessError('INTERNAL', { what: 'a change could not be undone', why, remedy, cause: error }),
      );
      parts.step(`a change could not be undone: ${why}. ${remedy}`);
    }
  }
  recorder.timeline({ kind: 'run-ended', at: { hostMs: Date.now() } });
  await recorder.close();
  await sealBundle(parts.directory.bundle, await loadSigner(parts.signingKeyFile));
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work();
    return running;
  };
}
