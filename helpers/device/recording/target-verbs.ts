import { exitTarget, leaveTarget, observeTarget, openTarget } from '../target-app.ts';
import type { Session } from './session.ts';
import type { Step } from './step.ts';

/** What the user does with the target as a whole. */
export const TARGET_VERBS = {
  /** Opens the target as a tap on its icon does, and waits until it shows what it wants to show. */
  openTarget: (): Step => ({
    what: 'opens the target',
    seconds: 3,
    act: open,
  }),

  /** Presses HOME. */
  leaveTarget: (): Step => ({
    what: 'leaves the target by HOME',
    seconds: 1,
    act: ({ target }) => leaveTarget(target),
  }),

  /** Opens and leaves the target, unless it runs in the background already. */
  keepTargetInBackground: (): Step => ({
    what: 'has the target in the background',
    seconds: 1,
    act: keepInBackground,
  }),

  /** Ends the target as "Force stop" in Settings does. */
  exitTarget: (): Step => ({
    what: 'force-stops the target',
    seconds: 1,
    act: ({ target }) => exitTarget(target),
  }),
} as const;

async function open(session: Session): Promise<void> {
  // The user brings it back now, and a screen that is on shows it.
  session.killedPids = undefined;
  session.circumstances.delete('after-reboot');
  await openTarget(session.target);
}

async function keepInBackground(session: Session): Promise<void> {
  const { target } = session;
  const { state } = await observeTarget(target);
  if (state === 'stopped') await open(session);
  if (state === 'stopped' || state === 'foreground') await leaveTarget(target);
}
