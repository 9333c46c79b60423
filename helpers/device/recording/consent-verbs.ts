import { awaitSent, promptIsShown, sendFromPrompt } from '../screens/target-screen.ts';
import { now, type Session } from './session.ts';
import type { Step } from './step.ts';

/** Acts of the user in the target that allow or forbid it something. */
export const CONSENT_VERBS = {
  /** Looks for the target's prompt and, when it is there, sends the image that it offers: the newest one. */
  sendFromPrompt: (): Step => ({
    what: "sends the newest image from the target's prompt",
    seconds: 3,
    act: offerAndSend,
  }),
} as const;

const PROMPT_TIMEOUT_MS = 6_000;
const SENT_TIMEOUT_MS = 15_000;

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

function promptUnseen({ parts, scenario }: Session): void {
  parts.sink.timeline({
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
