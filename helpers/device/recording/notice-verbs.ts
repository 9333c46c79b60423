import { readPermissions, restoreLine } from '../permissions/target-permissions.ts';
import { answerNotice, noticeIsShown } from '../screens/notice-screen.ts';
import { shellLine } from '../shell-quote.ts';
import { captureScreen } from './capture-screen.ts';
import { changePhone } from './change-phone.ts';
import { permissionsOf } from './permissions-of.ts';
import { now, type Session } from './session.ts';
import type { Step } from './step.ts';

const SHOWN_TIMEOUT_MS = 3_000;

/** What the user does with the target's privacy notice, and how it is brought to show it once more. */
export const NOTICE_VERBS = {
  /** Refuses the notice. */
  refuseNotice: (): Step => ({ what: 'refuses the notice of the target', seconds: 2, act: refuseNotice }),

  /**
   * Clears what the target has stored, as Settings does, so that it starts as on its first day. Everything is looked at
   * before, because what it had is gone after; permissions go with it, and come back at the scenario's end.
   */
  clearTarget: (): Step => ({ what: 'clears what the target has stored', seconds: 3, act: clearTarget }),
} as const;

/** Where the target shows one; a notice that was accepted before is not shown again. */
export async function acceptNotice(session: Session): Promise<void> {
  const { driver, plan, sink } = session.parts;
  if (!(await noticeIsShown(driver, plan.profile.screens, SHOWN_TIMEOUT_MS))) return;
  const at = now();
  if (!(await answerNotice(driver, plan.profile.screens, 'accept')))
    return await captureScreen(session, 'the end of the notice after it was accepted');
  sink.timeline({ kind: 'consent', at, consent: { kind: 'notice-accepted', at } });
}

async function refuseNotice(session: Session): Promise<void> {
  const { driver, plan, sink } = session.parts;
  if (!(await noticeIsShown(driver, plan.profile.screens, SHOWN_TIMEOUT_MS)))
    return await captureScreen(session, 'the notice of the target');
  if (!(await answerNotice(driver, plan.profile.screens, 'refuse')))
    await captureScreen(session, 'the end of the notice after it was refused');
  // Also where the app does not let go of its notice: it was not accepted.
  const at = now();
  session.circumstances.add('notice-refused');
  sink.timeline({ kind: 'consent', at, consent: { kind: 'notice-refused', at } });
}

async function clearTarget(session: Session): Promise<void> {
  const { parts, watcher, target } = session;
  const { plan, sink } = parts;
  if (plan.profile.appData === 'keep') {
    sink.timeline({ kind: 'act', at: now(), what: 'the profile does not allow that its data are cleared' });
    return;
  }
  await watcher.pass();
  const before = await readPermissions(permissionsOf(session));
  await changePhone(session, {
    what: `what ${target.packageName} had stored, which does not come back, and its permissions`,
    make: shellLine(['pm', 'clear', target.packageName]),
    undo: restoreLine(target.packageName, before),
  });
  // The files that went with it are the user's act, not the target's: they are seen to be gone here.
  await watcher.pass();
}
