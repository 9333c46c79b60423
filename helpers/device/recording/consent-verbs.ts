import type { Consent } from '../../model/consent.ts';
import type { ProfileScreens } from '../../model/profile.ts';
import type { Stimulus } from '../../model/stimulus.ts';
import { permissionIsAsked } from '../screens/permission-dialog.ts';
import {
  awaitOfferGone,
  awaitPrompt,
  awaitSent,
  type Offer,
  openPicker,
  pickImage,
  tapOffer,
} from '../screens/target-screen.ts';
import { captureScreen } from './capture-screen.ts';
import { passedOver } from './passed-over.ts';
import { answerDialogs } from './permission-verbs.ts';
import { now, type Session } from './session.ts';
import type { Step } from './step.ts';

/** What the user does with an image that the target offers to send. */
export const CONSENT_VERBS = {
  /** From the prompt that the target shows, which offers the newest image, or by picking one where the user picks. */
  sendFromPrompt: (): Step => ({
    what: 'sends an image from what the target offers',
    seconds: 3,
    act: (session) => sendImage(session, offeredOrPicked(session)),
  }),

  /** The same with a certain image: a prompt offers the newest one only, so that another one is not sent from it. */
  sendImage: (id: string): Step => ({
    what: `sends the image ${id} and no other`,
    seconds: 4,
    act: (session) => sendImage(session, deliveredAs(session, id)),
  }),

  /** Looks at the newest image where the target offers to send it, and sends it not. */
  dismissPrompt: (): Step => ({
    what: 'dismisses what the target offers',
    seconds: 3,
    act: dismiss,
  }),
} as const;

const PROMPT_TIMEOUT_MS = 6_000;
const SENT_TIMEOUT_MS = 15_000;
const ASKED_TIMEOUT_MS = 1_500;

/** Of what can be picked a photo: from Android 10 on apps get it without its place, one more form in which it may leave. */
function offeredOrPicked({ parts, newest, delivered }: Session): Stimulus | undefined {
  if (!picks(parts.plan.profile.screens)) return newest;
  return delivered.findLast(({ kind }) => kind === 'photo') ?? newest;
}

/** Whether the user picks, and the app offers nothing by itself. */
function picks({ prompt, picker }: ProfileScreens): boolean {
  return prompt === undefined && picker !== undefined;
}

async function sendImage(session: Session, stimulus: Stimulus | undefined): Promise<void> {
  const { parts } = session;
  const offer = await offerOf(session, stimulus);
  if (offer === undefined || stimulus === undefined) return;
  const { profile } = parts.plan;
  // The consent counts from before the tap: the upload may start while the tap is still being answered.
  consent(session, { kind: 'image-sent', stimulus: stimulus.id, hosts: profile.declaredHosts, at: now() });
  const tapped = await tapOffer(parts.driver, offer.send);
  const sent = tapped && (await awaitSent(parts.driver, profile.screens, SENT_TIMEOUT_MS));
  if (!sent) await captureScreen(session, 'the sign that the image was sent');
  act(session, sent ? 'the app says that the image was sent' : 'the app never said that the image was sent');
  await parts.conductor.settle();
}

async function dismiss(session: Session): Promise<void> {
  const { parts, newest } = session;
  const offer = await offerOf(session, newest);
  if (offer === undefined || newest === undefined) return;
  const gone = (await tapOffer(parts.driver, offer.dismiss)) && (await awaitOfferGone(parts.driver, offer));
  if (!gone) return await captureScreen(session, 'the end of the prompt after it was dismissed');
  // From here on no copy may be left: not from before the tap, when the app still had a use for it.
  consent(session, { kind: 'prompt-dismissed', stimulus: newest.id, at: now() });
}

/** Brings the image before the user; `undefined` when the target does not, which is recorded. */
async function offerOf(session: Session, stimulus: Stimulus | undefined): Promise<Offer | undefined> {
  const { parts } = session;
  const { screens } = parts.plan.profile;
  if (stimulus === undefined || stimulus.delivery.kind !== 'delivered') {
    act(session, 'no image is there that could be offered');
    return undefined;
  }
  if (picks(screens)) return await pickedOffer(session, stimulus);
  const offer = await awaitPrompt(parts.driver, screens, PROMPT_TIMEOUT_MS);
  const shown = offer !== undefined;
  const newest = session.newest ?? stimulus;
  const doubt = shown ? passedOver(session, newest) : undefined;
  if (doubt !== undefined) {
    parts.sink.timeline({ kind: 'prompt', at: now(), shown });
    act(session, `nobody knows which image the prompt shows: ${newest.id}, the newest, ${doubt}`);
    await captureScreen(session, 'the image that the prompt shows');
    return undefined;
  }
  parts.sink.timeline({ kind: 'prompt', at: now(), shown, stimulus: newest.id });
  if (!shown) await captureScreen(session, 'the prompt of the target');
  if (shown && stimulus.id !== newest.id) {
    act(session, `the prompt offers the newest image, which is not ${stimulus.id}`);
    return undefined;
  }
  return offer;
}

async function pickedOffer(session: Session, stimulus: Stimulus): Promise<Offer | undefined> {
  const { parts } = session;
  const { picker } = parts.plan.profile.screens;
  if (picker === undefined || stimulus.delivery.kind !== 'delivered') return undefined;
  const fileName = stimulus.delivery.path.slice(stimulus.delivery.path.lastIndexOf('/') + 1);
  const opened = await openPicker(parts.driver, picker);
  if (opened && (await permissionIsAsked(parts.driver, ASKED_TIMEOUT_MS)))
    await answerDialogs(session, 'allow');
  const offer = opened ? await pickImage(parts.driver, picker, fileName) : undefined;
  act(session, offer === undefined ? `${stimulus.id} could not be picked` : `picked ${stimulus.id}`);
  if (offer === undefined) await captureScreen(session, `the image ${stimulus.id} in the target's picker`);
  return offer;
}

function deliveredAs(session: Session, id: string): Stimulus | undefined {
  return session.delivered.find((one) => one.id === id);
}

function consent({ parts }: Session, given: Consent): void {
  parts.sink.timeline({ kind: 'consent', at: given.at, consent: given });
}

function act({ parts }: Session, what: string): void {
  parts.sink.timeline({ kind: 'act', at: now(), what });
}
