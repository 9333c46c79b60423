import type { Intent } from '../../app-parts.ts';
import type { BroadcastAnswer, ReceiverManifest } from '../../component-parts.ts';
import { type InstalledPackage, userIdOf } from '../package-state.ts';
import { type PhoneProcess, userOf } from '../process.ts';
import {
  audience,
  type Caller,
  type ComponentParts,
  mayReach,
  shortComponent,
  system,
} from './component-parts.ts';
import { isBoot, isProtected, reachesManifest } from './implicit-broadcasts.ts';
import { javaError } from './java-error.ts';
import { settled } from './settled.ts';

interface Registered {
  readonly process: PhoneProcess;
  readonly actions: readonly string[];
  readonly exported: boolean;
  readonly onReceive: (intent: Intent) => void | Promise<void>;
}

/** Sends broadcasts to the receivers that the rules let hear of them. */
export interface Broadcasts {
  /** Resolves when every receiver is done, to the result of the last one; rejects as the activity manager refuses. */
  send(
    caller: Caller,
    intent: Intent,
    permission?: string,
  ): Promise<{ readonly code: number; readonly text?: string }>;
  register(receiver: Registered): void;
  /** Receivers of running processes, for `dumpsys activity broadcasts`. */
  registered(): readonly { readonly process: PhoneProcess; readonly actions: readonly string[] }[];
}

/** Intent.FLAG_INCLUDE_STOPPED_PACKAGES, FLAG_RECEIVER_REGISTERED_ONLY, FLAG_RECEIVER_FOREGROUND. */
const INCLUDE_STOPPED = 0x20;
const REGISTERED_ONLY = 0x4000_0000;
const FOREGROUND = 0x1000_0000;
const BOOT_PERMISSION = 'android.permission.RECEIVE_BOOT_COMPLETED';
/** BROADCAST_FG_TIMEOUT and BROADCAST_BG_TIMEOUT of ActivityManagerService: then the app does not respond. */
const FOREGROUND_TIMEOUT_MS = 10_000;
const BACKGROUND_TIMEOUT_MS = 60_000;

export function createBroadcasts(parts: ComponentParts): Broadcasts {
  const receivers = new Set<Registered>();

  return {
    async send(caller, intent, permission) {
      const action = intent.action ?? '';
      if (isProtected(action) && caller.uid !== 0 && caller.uid !== 1000)
        throw javaError(
          'SecurityException',
          `Permission Denial: not allowed to send broadcast ${action} from pid=${caller.pid}, uid=${caller.uid}`,
        );
      const delivered = (known: InstalledPackage): boolean =>
        permission === undefined || known.granted.has(permission);
      const users = audience(parts, caller);
      if (users.length === 0) {
        system(parts.logcat, 'W', 'ActivityManager', skipped(caller, action));
        return { code: 0 };
      }
      for (const one of [...receivers].filter(({ process }) => users.includes(userOf(process))))
        if (hears(one, caller, intent) && delivered(one.process.package)) await tell(parts, one, intent);
      let answer: { readonly code: number; readonly text?: string } = { code: 0 };
      if (((intent.flags ?? 0) & REGISTERED_ONLY) !== 0) return answer;
      for (const { known, receiver } of addressees(parts, caller, intent))
        if (delivered(known)) answer = (await wake(parts, known, receiver, intent)) ?? answer;
      return answer;
    },
    register(receiver) {
      receivers.add(receiver);
      receiver.process.onEnd.push(() => receivers.delete(receiver));
    },
    registered: () => [...receivers],
  };
}

/** ActivityManagerService.broadcastIntentLocked; up to 14 or so `am` then waits for an answer that never comes. */
function skipped({ user }: Caller, action: string): string {
  return `Skipping broadcast of Intent { act=${action} }: user ${user} and its parent (if any) are stopped`;
}

function hears({ actions, exported, process }: Registered, caller: Caller, intent: Intent): boolean {
  if (intent.component !== undefined || process.ended) return false;
  if (intent.package !== undefined && intent.package !== process.package.package) return false;
  return actions.includes(intent.action ?? '') && mayReach(caller, { exported }, process.package.uid);
}

async function tell(
  { activities }: ComponentParts,
  { process, onReceive }: Registered,
  intent: Intent,
): Promise<void> {
  const release = activities.states.hold(process, 'receiver');
  await activities.guard(process, () => onReceive(intent));
  release();
}

interface Addressee {
  readonly known: InstalledPackage;
  readonly receiver: ReceiverManifest;
}

/** Receivers of manifests that the broadcast reaches, in the order of installation. */
function addressees(parts: ComponentParts, caller: Caller, intent: Intent): readonly Addressee[] {
  const { packages, logcat } = parts;
  const found: Addressee[] = [];
  for (const known of audience(parts, caller).flatMap((userId) => packages.all(userId))) {
    const fitting = (known.app?.manifest.receivers ?? []).filter((one) => fits(known, one, intent));
    for (const receiver of fitting) {
      const refusal = refusalOf(parts, caller, { known, receiver }, intent);
      if (refusal === undefined) found.push({ known, receiver });
      else system(logcat, 'W', 'BroadcastQueue', refusal);
    }
  }
  return found;
}

function fits(known: InstalledPackage, receiver: ReceiverManifest, intent: Intent): boolean {
  if (intent.component !== undefined)
    return intent.component.package === known.package && intent.component.activity === receiver.name;
  if (intent.package !== undefined && intent.package !== known.package) return false;
  return receiver.actions.includes(intent.action ?? '');
}

/** Why a receiver does not get a broadcast that fits it: BroadcastQueue.processNextBroadcast's words where it has some. */
function refusalOf(
  { activities, packages }: ComponentParts,
  caller: Caller,
  { known, receiver }: Addressee,
  intent: Intent,
): string | undefined {
  const action = intent.action ?? '';
  const name = shortComponent(known.package, receiver.name);
  const explicit = intent.component !== undefined || intent.package !== undefined;
  if (activities.stopped.has(known) && ((intent.flags ?? 0) & INCLUDE_STOPPED) === 0)
    return `Skipping stopped package ${known.package} for ${action}`;
  if (!mayReach(caller, receiver, known.uid))
    return `Permission Denial: broadcasting Intent { act=${action} } from ${caller.package} (pid=${caller.pid}, uid=${caller.uid}) is not exported from uid ${known.uid} due to receiver ${name}`;
  if (receiver.permission !== undefined && caller.uid >= 10_000) {
    const sender = packages.byUid(caller.uid);
    if (sender?.granted.has(receiver.permission) !== true)
      return `Permission Denial: broadcasting Intent { act=${action} } from ${caller.package} (pid=${caller.pid}, uid=${caller.uid}) requires ${receiver.permission} due to receiver ${name}`;
  }
  if (isBoot(action) && !known.granted.has(BOOT_PERMISSION))
    return `Permission Denial: receiving Intent { act=${action} } to ${name} requires ${BOOT_PERMISSION} due to sender android (uid 1000)`;
  if (!explicit && !reachesManifest(action, known.targetSdk))
    return `Background execution not allowed: receiving Intent { act=${action} } to ${name}`;
  return undefined;
}

async function wake(
  parts: ComponentParts,
  known: InstalledPackage,
  receiver: ReceiverManifest,
  intent: Intent,
): Promise<BroadcastAnswer> {
  const { activities } = parts;
  const process = await activities.ensureProcess(known.package, userIdOf(known.uid));
  if (process === undefined) return undefined;
  activities.stopped.start(known);
  const release = activities.states.hold(process, 'receiver');
  let answer: BroadcastAnswer;
  const receiving = activities.guard(process, async () => {
    answer = await process.handlers?.onReceive?.(intent, receiver.name);
  });
  const patience = ((intent.flags ?? 0) & FOREGROUND) === 0 ? BACKGROUND_TIMEOUT_MS : FOREGROUND_TIMEOUT_MS;
  if ((await settled(parts, process, receiving, patience)) === 'late')
    await activities.control.kill(process, 'bg anr');
  release();
  return answer;
}
