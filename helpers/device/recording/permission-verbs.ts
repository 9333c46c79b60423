import type { Browser } from 'webdriverio';
import type { PermissionConsent } from '../../model/consent.ts';
import type { Interval } from '../../model/moment.ts';
import type { HeldPermission } from '../../model/signal.ts';
import type { Circumstance } from '../../model/stimulus.ts';
import {
  grantPermission,
  permissionProof,
  readPermissions,
  restoreLine,
  revokeLine,
} from '../permissions/target-permissions.ts';
import { firstOnScreen } from '../screens/find-control.ts';
import { answerPermission, type PermissionAnswer, permissionIsAsked } from '../screens/permission-dialog.ts';
import { openPicker } from '../screens/target-screen.ts';
import { launchTarget, openTarget, settling } from '../target-app.ts';
import { waitFor } from '../wait.ts';
import { changePhone } from './change-phone.ts';
import { acceptNotice } from './notice-verbs.ts';
import { permissionsOf } from './permissions-of.ts';
import { seesNoImages } from './sees-no-images.ts';
import { now, type Session } from './session.ts';
import type { Step } from './step.ts';

const SELECTED_PHOTOS = 'android.permission.READ_MEDIA_VISUAL_USER_SELECTED';
const ASKED_TIMEOUT_MS = 5_000;
/** An app that has shown a screen of its own for so long does not ask at its start. */
const UNASKED_MS = 2_500;
/** More groups than an app asks for at once. */
const MOST_DIALOGS = 6;

/** What holds from then on for every stimulus of the scenario. */
const CIRCUMSTANCE_OF: Readonly<Record<PermissionConsent['kind'], Circumstance | undefined>> = {
  'permission-granted': undefined,
  'permission-denied': 'permission-denied',
  'permission-limited': 'permission-partial',
  'permission-revoked': 'permission-revoked',
};

/** What the user allows the target to see, by the phone's own dialogs where the target asks, as in Settings otherwise. */
export const PERMISSION_VERBS = {
  /** Accepts the target's notice and allows what it asks for, where it shows one and asks. */
  allowWhatIsAsked: (): Step => ({
    what: 'accepts the notice of the target and allows what it asks for',
    seconds: 1,
    act: allowAll,
  }),

  /** Has the target ask, and refuses. Leaves it in front. */
  denyPermission: (): Step => ({
    what: 'refuses the target the permission to see images',
    seconds: 8,
    act: (session) => decide(session, 'deny'),
  }),

  /** Has the target ask, and selects one photo: Android 14 and later. Leaves it in front. */
  limitPermission: (): Step => ({
    what: 'lets the target see one selected photo only',
    seconds: 10,
    act: (session) => decide(session, 'selected-photos'),
  }),

  /** Takes the permission away, as in Settings, which ends the target's process. */
  revokePermission: (): Step => ({
    what: 'takes the permission to see images away from the target',
    seconds: 2,
    act: revoke,
  }),

  /** Opens the target, and refuses what it may ask for. */
  openTargetRefusing: (): Step => ({
    what: 'opens the target, and refuses what it asks for',
    seconds: 6,
    act: openRefusing,
  }),
} as const;

async function allowAll(session: Session): Promise<void> {
  await acceptNotice(session);
  if (await permissionIsAsked(session.parts.driver, 0)) await answerDialogs(session, 'allow');
}

async function decide(session: Session, answer: 'deny' | 'selected-photos'): Promise<void> {
  await takeAway(session);
  const answered = (await provokeQuestion(session)) && (await answerDialogs(session, answer));
  if (!answered) await decideByAdb(session, answer);
  await openTarget(session.target);
}

async function revoke(session: Session): Promise<void> {
  const before = await takeAway(session);
  const taken = before.filter(({ granted }) => granted).map(({ name }) => name);
  for (const one of await readPermissions(permissionsOf(session)))
    if (taken.includes(one.name) && !one.granted) await record(session, 'permission-revoked', one, 'adb');
}

/** Until the scenario's end. What was granted before. */
async function takeAway(session: Session): Promise<readonly HeldPermission[]> {
  const permissions = permissionsOf(session);
  const before = await readPermissions(permissions);
  const { packageName } = permissions;
  await changePhone(session, {
    what: `permissions of ${packageName}: ${before.map(({ name }) => name).join(', ') || 'none'}`,
    make: revokeLine(packageName, before),
    undo: restoreLine(packageName, before),
  });
  return before;
}

async function openRefusing(session: Session): Promise<void> {
  if (await provokeQuestion(session)) await answerDialogs(session, 'deny');
  await openTarget(session.target);
}

/** Brings the target to where it asks: at its start, or where the user picks an image. */
async function provokeQuestion(session: Session): Promise<boolean> {
  const { driver, plan } = session.parts;
  const { notice, picker } = plan.profile.screens;
  await launchTarget(session.target);
  const own = [notice?.shown, picker?.open].filter((id) => id !== undefined);
  const settled = settling(session.target, UNASKED_MS);
  const first = await waitFor(
    async () => (await questionOr(driver, own)) ?? ((await settled()) === undefined ? undefined : 'own'),
    { timeoutMs: ASKED_TIMEOUT_MS, everyMs: 200 },
  );
  if (first === 'question') return true;
  if (picker === undefined) return false;
  await acceptNotice(session);
  return (await openPicker(driver, picker)) && (await permissionIsAsked(driver, ASKED_TIMEOUT_MS));
}

/** What is on the screen first: the system's question, or a screen of the target's own. */
async function questionOr(driver: Browser, own: readonly string[]): Promise<'question' | 'own' | undefined> {
  if (await permissionIsAsked(driver, 0)) return 'question';
  return (await firstOnScreen(driver, own)) === undefined ? undefined : 'own';
}

/** Answers each question that is asked now, and records what the phone then says; `false` when none could be answered so. */
export async function answerDialogs(session: Session, answer: PermissionAnswer): Promise<boolean> {
  const { driver } = session.parts;
  const proof = answer === 'selected-photos' ? await seesNoImages(session) : undefined;
  const onPicker = ({ fromMs, toMs }: Interval): void => {
    if (proof === undefined) return;
    session.parts.sink.timeline({ kind: 'phone-picker', at: { hostMs: toMs }, fromMs, proof });
  };
  let answered = 0;
  while (answered < MOST_DIALOGS && (await answerPermission(driver, answer, onPicker))) {
    answered += 1;
    if (!(await permissionIsAsked(driver, 1_000))) break;
  }
  if (answered > 0) await recordAll(session, answer, 'dialog');
  return answered > 0;
}

/** Where the target does not ask. What is refused is so already; photos are selected by the permission alone. */
async function decideByAdb(session: Session, answer: 'deny' | 'selected-photos'): Promise<void> {
  const permissions = permissionsOf(session);
  const known = (await readPermissions(permissions)).some(({ name }) => name === SELECTED_PHOTOS);
  if (answer === 'selected-photos' && known) await grantPermission(permissions, SELECTED_PHOTOS);
  await recordAll(session, answer, 'adb');
}

async function recordAll(session: Session, answer: PermissionAnswer, by: 'dialog' | 'adb'): Promise<void> {
  const all = await readPermissions(permissionsOf(session));
  const whole = all.some(({ name, granted }) => granted && name !== SELECTED_PHOTOS);
  for (const one of all) {
    const limited = one.granted && one.name === SELECTED_PHOTOS && !whole;
    // What became of it is what the phone says, not what was tapped.
    if (limited) await record(session, 'permission-limited', one, by);
    else if (one.granted) await record(session, 'permission-granted', one, by);
    else if (answer === 'deny') await record(session, 'permission-denied', one, by);
  }
}

async function record(
  session: Session,
  kind: PermissionConsent['kind'],
  permission: HeldPermission,
  by: 'dialog' | 'adb',
): Promise<void> {
  const at = now();
  const circumstance = CIRCUMSTANCE_OF[kind];
  if (circumstance !== undefined) session.circumstances.add(circumstance);
  const proof = await permissionProof(permissionsOf(session), permission);
  const consent = { kind, permission: permission.name, by, proof, at };
  session.parts.sink.timeline({ kind: 'consent', at, consent });
}
