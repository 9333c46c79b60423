import type { Browser } from 'webdriverio';
import { HarnessError } from '../model/harness-error.ts';
import type { ScenarioId } from '../model/ids.ts';
import type { RunPlan } from '../model/run-plan.ts';
import type { Stimulus } from '../model/stimulus.ts';
import type { Adb } from './adb.ts';
import type { Conductor } from './conductor-client.ts';
import { sampleProcess, sampleUidBytes } from './counters.ts';
import { deliverStimulus } from './deliver-stimulus.ts';
import type { RecordingSink } from './recording-sink.ts';
import { openPage } from './screens/browser-screen.ts';
import { openCamera, pressShutter } from './screens/camera-screen.ts';
import { awaitSent, promptIsShown, sendFromPrompt } from './screens/target-screen.ts';
import { checkStorageControls, plantStorageControls } from './storage-controls.ts';
import type { Superuser } from './superuser.ts';
import { exitTarget, leaveTarget, observeTarget, openTarget } from './target-app.ts';
import { pause } from './wait.ts';
import { createWatcher, type Watcher } from './watcher.ts';

/** What a recording needs: each of these is opened elsewhere and handed in. */
export interface RecordingParts {
  readonly plan: RunPlan;
  readonly driver: Browser;
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  readonly sink: RecordingSink;
  readonly conductor: Conductor;
}

/** The verbs that scenarios are written in. Each one acts, waits for what can be observed, and records it. */
export interface Recording {
  readonly scenario: (id: ScenarioId, title: string, steps: () => Promise<void>) => Promise<void>;
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
  readonly openTarget: () => Promise<void>;
  readonly leaveTarget: () => Promise<void>;
  readonly exitTarget: () => Promise<void>;
  readonly screenshotOfBankPage: (id: string) => Promise<Stimulus>;
  readonly photo: (id: string) => Promise<Stimulus>;
  /** Lets the observation window pass, then looks at everything. */
  readonly watch: () => Promise<void>;
  /** Looks at everything at once. */
  readonly look: () => Promise<void>;
  /** Looks for the target's prompt and, when it is there, sends the image that it offers: the newest one. */
  readonly sendFromPrompt: () => Promise<void>;
}

const PROMPT_TIMEOUT_MS = 6_000;
const SENT_TIMEOUT_MS = 15_000;

export function createRecording(parts: RecordingParts): Recording {
  const { plan, adb, sink } = parts;
  const watcher = createWatcher({
    adb,
    superuser: parts.superuser,
    packageName: plan.run.app.package,
    sink,
    mark: `telltale-${plan.nonce}`,
  });
  const target = { adb, sink, packageName: plan.run.app.package, uid: plan.run.app.uid };
  const session: Session = { parts, watcher, target, scenario: undefined, newest: undefined };
  return {
    scenario: (id, title, steps) => runScenario(session, id, title, steps),
    begin: () => begin(session),
    end: () => end(session),
    openTarget: async () => void (await openTarget(target)),
    leaveTarget: async () => void (await leaveTarget(target)),
    exitTarget: () => exitTarget(target),
    screenshotOfBankPage: (id) => screenshotOfBankPage(session, id),
    photo: (id) => photo(session, id),
    watch: () => watch(session),
    look: async () => void (await watcher.pass()),
    sendFromPrompt: () => offerAndSend(session),
  };
}

interface Session {
  readonly parts: RecordingParts;
  readonly watcher: Watcher;
  readonly target: Parameters<typeof openTarget>[0];
  scenario: ScenarioId | undefined;
  /** The stimulus that was delivered last. */
  newest: Stimulus | undefined;
}

async function runScenario(
  session: Session,
  id: ScenarioId,
  title: string,
  steps: () => Promise<void>,
): Promise<void> {
  const { sink, conductor } = session.parts;
  await conductor.progress(title);
  session.scenario = id;
  sink.timeline({ kind: 'scenario-started', at: now(), scenario: id });
  try {
    await steps();
  } finally {
    sink.timeline({ kind: 'scenario-ended', at: now(), scenario: id });
    session.scenario = undefined;
  }
}

/** The state before everything: target not running, baseline, controls planted and found. */
async function begin(session: Session): Promise<void> {
  const { parts, watcher, target } = session;
  await parts.conductor.progress('baseline: listing the phone, planting controls');
  await parts.adb.shell(`am force-stop ${target.packageName}`);
  await watcher.pass();
  await sampleUidBytes(target);
  const controls = {
    adb: parts.adb,
    superuser: parts.superuser,
    packageName: target.packageName,
    sink: parts.sink,
  };
  const planted = await plantStorageControls(controls, parts.plan.nonce);
  await checkStorageControls(controls, planted, await watcher.pass());
}

async function end(session: Session): Promise<void> {
  await session.parts.conductor.settle();
  await sampleUidBytes(session.target);
}

async function screenshotOfBankPage(session: Session, id: string): Promise<Stimulus> {
  const { parts } = session;
  const page = parts.plan.bankPage;
  await openPage(parts.driver, parts.adb, page);
  parts.sink.timeline({ kind: 'act', at: now(), what: `opened ${page.url} in the phone's browser` });
  await checkTrafficControl(session, page.url);
  return await deliver(session, {
    id,
    kind: 'screenshot-of-other-app',
    made: 'input keyevent 120',
    canaries: page.canaries,
    showsCode: page.code,
    make: async () => void (await parts.adb.shell('input keyevent 120')),
  });
}

async function photo(session: Session, id: string): Promise<Stimulus> {
  const { parts } = session;
  await openCamera(parts.driver, parts.adb);
  parts.sink.timeline({ kind: 'act', at: now(), what: 'opened the camera app' });
  return await deliver(session, {
    id,
    kind: 'photo',
    made: "a tap on the camera app's shutter",
    canaries: [],
    make: () => pressShutter(parts.driver),
  });
}

type Order = Omit<Parameters<typeof deliverStimulus>[1], 'scenario' | 'observeState'>;

async function deliver(session: Session, order: Order): Promise<Stimulus> {
  const { parts, target } = session;
  if (session.scenario === undefined) {
    throw new HarnessError('INTERNAL', {
      what: `the stimulus ${order.id} was asked for outside of a scenario`,
      why: 'the specification is wrong',
      remedy: 'deliver stimuli inside of recording.scenario(…)',
    });
  }
  const stimulus = await deliverStimulus(
    { adb: parts.adb, sink: parts.sink },
    { ...order, scenario: session.scenario, observeState: () => observeTarget(target) },
  );
  if (stimulus.delivery.kind === 'delivered') session.newest = stimulus;
  await sampleProcess(target);
  return stimulus;
}

/** The page just shown must be among the flows: otherwise the proxy is blind, whatever else it says. */
async function checkTrafficControl(session: Session, url: string): Promise<void> {
  const { parts } = session;
  await parts.conductor.settle();
  const found = await parts.conductor.flowSeen(url);
  parts.sink.timeline({
    kind: 'control',
    at: now(),
    control: { name: "a page opened in the phone's browser", channel: 'traffic', found, detail: url },
  });
}

async function watch(session: Session): Promise<void> {
  await session.parts.conductor.progress(`watching for ${session.parts.plan.windowMs / 1000} s`);
  await pause(session.parts.plan.windowMs);
  await session.watcher.pass();
}

async function offerAndSend(session: Session): Promise<void> {
  const { parts, newest } = session;
  const screens = parts.plan.profile.screens;
  const shown = await promptIsShown(parts.driver, screens, PROMPT_TIMEOUT_MS);
  parts.sink.timeline({
    kind: 'prompt',
    at: now(),
    shown,
    ...(newest === undefined ? {} : { stimulus: newest.id }),
  });
  if (!shown || newest === undefined) return promptUnseen(session);
  // The consent counts from before the tap: the upload may start while the tap is still being answered.
  const hosts = parts.plan.profile.declaredHosts;
  parts.sink.timeline({
    kind: 'consent',
    at: now(),
    consent: { kind: 'image-sent', stimulus: newest.id, hosts, at: now() },
  });
  await sendFromPrompt(parts.driver, screens);
  const sent = await awaitSent(parts.driver, screens, SENT_TIMEOUT_MS);
  parts.sink.timeline({
    kind: 'act',
    at: now(),
    what: sent ? 'the app says that the image was sent' : 'the app never said that the image was sent',
  });
  await parts.conductor.settle();
}

function promptUnseen(session: Session): void {
  const { scenario } = session;
  session.parts.sink.timeline({
    kind: 'gap',
    at: now(),
    gap: {
      code: 'prompt-unseen',
      channel: 'traffic',
      ...(scenario === undefined ? {} : { scenario }),
      because: 'the app showed no prompt on return, so that no image could be sent with consent',
      remedy: 'look at the app by hand: it may show no prompt, or its resource ids differ from the profile’s',
    },
  });
}

function now(): { readonly hostMs: number } {
  return { hostMs: Date.now() };
}
