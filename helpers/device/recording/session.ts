import type { Browser } from 'webdriverio';
import type { ScenarioId } from '../../model/ids.ts';
import type { RunPlan } from '../../model/run-plan.ts';
import type { Circumstance, Stimulus } from '../../model/stimulus.ts';
import type { Adb } from '../adb.ts';
import type { Conductor } from '../conductor-client.ts';
import type { ReservedImage } from '../insert-image.ts';
import type { OpeningsWatch } from '../openings/openings-watch.ts';
import type { PhoneChange } from '../phone-settings.ts';
import type { RecordingSink } from '../recording-sink.ts';
import type { SocketWatch } from '../sockets/socket-watch.ts';
import { createWatcher, type Watcher } from '../storage/watcher.ts';
import type { Superuser } from '../superuser.ts';
import type { TargetParts } from '../target-app.ts';

/** What a recording needs: each of these is opened elsewhere and handed in. */
export interface RecordingParts {
  readonly plan: RunPlan;
  readonly driver: Browser;
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  readonly sink: RecordingSink;
  readonly conductor: Conductor;
}

/** What the steps of one recording share. */
export interface Session {
  readonly parts: RecordingParts;
  readonly watcher: Watcher;
  readonly target: TargetParts;
  /** From the beginning on, with root. */
  openings: OpeningsWatch | undefined;
  /** From the beginning on. */
  sockets: SocketWatch | undefined;
  /** The scenario that is being recorded. */
  scenario: ScenarioId | undefined;
  /** The number of the step that is being taken, counted from 1. */
  step: number;
  /** When the last step had done what it does to the phone: what it looked at afterwards belongs to the window that follows. */
  actedMs: number | undefined;
  /** Since signals were read last, nothing was done to the phone. */
  looked: boolean;
  /** The stimulus that was delivered last. */
  newest: Stimulus | undefined;
  /** Ids of those that came too late for listeners of the era: a prompt for new images may show an older one. */
  readonly late: Set<string>;
  /** What was brought about in this scenario, and observed, and still holds. */
  readonly circumstances: Set<Circumstance>;
  /** Processes of the target that were killed; until the user opens it, what runs came back by itself. */
  killedPids: readonly number[] | undefined;
  /** All that were delivered, in order. */
  readonly delivered: Stimulus[];
  /** Rows of MediaStore whose image is still to come, by the stimulus' id. */
  readonly reserved: Map<string, ReservedImage>;
  /** What was changed on the phone in this scenario, in order; `putBack` undoes it at the scenario's end. */
  readonly changes: PhoneChange[];
}

export function openSession(parts: RecordingParts): Session {
  const { plan, adb, sink } = parts;
  const { package: packageName, uid } = plan.run.app;
  return {
    parts,
    watcher: createWatcher({ adb, superuser: parts.superuser, packageName, sink, nonce: plan.nonce }),
    target: { adb, sink, packageName, uid, sdk: plan.run.device.sdk },
    openings: undefined,
    sockets: undefined,
    scenario: undefined,
    step: 0,
    actedMs: undefined,
    looked: false,
    newest: undefined,
    late: new Set(),
    circumstances: new Set(),
    killedPids: undefined,
    delivered: [],
    reserved: new Map(),
    changes: [],
  };
}

export function now(): { readonly hostMs: number } {
  return { hostMs: Date.now() };
}
