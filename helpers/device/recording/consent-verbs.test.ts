import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseSha256, parseStimulusId } from '../../model/ids.ts';
import type { ProfileScreens } from '../../model/profile.ts';
import type { Stimulus, StimulusKind } from '../../model/stimulus.ts';
import type { TimelineEvent } from '../../model/timeline.ts';
import { CONSENT_VERBS } from './consent-verbs.ts';
import type { Session } from './session.ts';
import type { Step } from './step.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const APP = 'org.example.wren:id/';
const PICKER = { open: `${APP}attach`, image: `${APP}image`, send: `${APP}send`, dismiss: `${APP}cancel` };
const PROMPT = { shown: `${APP}prompt`, send: `${APP}prompt_send`, dismiss: `${APP}prompt_close` };

const stimulus = (id: string, kind: StimulusKind, path: string): Stimulus =>
  ({
    id: parseStimulusId(id),
    kind,
    delivery: {
      kind: 'delivered',
      path,
      mediaStoreRow: '',
      bytes: 1,
      sha256: parseSha256('0'.repeat(64)),
      at: { hostMs: 0 },
    },
  }) as Stimulus;

const FIRST = stimulus('first', 'photo', '/storage/emulated/0/DCIM/Camera/IMG_1.jpg');
const SECOND = stimulus(
  'second',
  'screenshot-of-other-app',
  '/storage/emulated/0/Pictures/Screenshots/Screenshot_2.png',
);

/** A control on the screen of a phone that never was: what a tap on it brings and takes away. */
interface Control {
  readonly id: string;
  readonly text?: string;
  readonly shows?: readonly Control[];
}

interface FakePhone {
  readonly session: Session;
  readonly timeline: TimelineEvent[];
  readonly taps: string[];
  kinds(): readonly string[];
}

/** Two images were delivered, the second one last. */
function phone(screens: ProfileScreens, screen: readonly Control[]): FakePhone {
  const timeline: TimelineEvent[] = [];
  const taps: string[] = [];
  let shown = screen;
  const matching = (selector: string): readonly Control[] =>
    shown.filter(({ id, text }) => {
      if (selector === `id=${id}`) return true;
      const named = /@content-desc=(["'])(.*?)\1/.exec(selector)?.[2];
      return selector.includes(`"${id}"`) && (named === undefined || named === text);
    });
  const element = (control: Control | undefined) => ({
    isExisting: async () => control !== undefined,
    click: async () => {
      taps.push(control?.text ?? control?.id ?? 'nothing');
      shown = control?.shows ?? [];
    },
  });
  const driver = {
    $: (selector: string) => element(matching(selector)[0]),
    $$: (selector: string) => ({ getElements: async () => matching(selector).map(element) }),
    takeScreenshot: async () => '',
    getPageSource: async () => '<hierarchy/>',
  };
  const sink = {
    timeline: (event: TimelineEvent) => void timeline.push(event),
    storeObject: async () => parseSha256('a'.repeat(64)),
  };
  const profile = { screens, declaredHosts: ['*.wren.example'], permissions: [] };
  const session = {
    parts: { driver, sink, plan: { profile }, conductor: { settle: async () => undefined } },
    newest: SECOND,
    delivered: [FIRST, SECOND],
    late: new Set(),
    scenario: undefined,
  } as unknown as Session;
  return { session, timeline, taps, kinds: () => timeline.map(({ kind }) => kind) };
}

/** Waiting for what never comes takes no time here. */
async function perform(step: Step, { session }: FakePhone): Promise<void> {
  const performed = step.act(session);
  await vi.runAllTimersAsync();
  await performed;
}

const SENT: Control = { id: `${APP}sent` };
const preview: readonly Control[] = [
  { id: PICKER.send, shows: [SENT] },
  { id: PICKER.dismiss, shows: [] },
];
const image = (text: string): Control => ({ id: PICKER.image, text, shows: preview });
const picking = (...images: readonly Control[]): readonly Control[] => [{ id: PICKER.open, shows: images }];
const consents = ({ timeline }: FakePhone) =>
  timeline.flatMap((event) => (event.kind === 'consent' ? [event.consent] : []));

describe('sending one of several images', () => {
  const screens = { picker: PICKER, sent: SENT.id };

  it('picks it by its file name, and consents to it alone before the tap that sends it', async () => {
    const one = phone(screens, picking(image('Screenshot_2.png'), image('IMG_1.jpg')));
    await perform(CONSENT_VERBS.sendImage('first'), one);
    expect(one.taps).toEqual([PICKER.open, 'IMG_1.jpg', PICKER.send]);
    expect(consents(one)).toMatchObject([
      { kind: 'image-sent', stimulus: 'first', hosts: ['*.wren.example'] },
    ]);
  });

  it.each([
    ['it is not among them', picking(image('Screenshot_2.png'))],
    ['two have its name', picking(image('IMG_1.jpg'), image('IMG_1.jpg'))],
    ['the picker cannot be opened', [SENT]],
  ])(
    'sends none when %s, and keeps what the screen showed',
    async (_, screen) => {
      const one = phone(screens, screen);
      await perform(CONSENT_VERBS.sendImage('first'), one);
      expect(one.taps).not.toContain(PICKER.send);
      expect(consents(one)).toEqual([]);
      expect(one.kinds()).toContain('screen-missed');
    },
    30_000,
  );

  it('picks a photo when any will do, also when it is not the newest', async () => {
    const one = phone(screens, picking(image('Screenshot_2.png'), image('IMG_1.jpg')));
    await perform(CONSENT_VERBS.sendFromPrompt(), one);
    expect(consents(one)).toMatchObject([{ kind: 'image-sent', stimulus: 'first' }]);
  });

  it('picks the newest one when no photo is there', async () => {
    const one = phone(screens, picking(image('Screenshot_2.png')));
    one.session.delivered.splice(0, 1);
    await perform(CONSENT_VERBS.sendFromPrompt(), one);
    expect(consents(one)).toMatchObject([{ kind: 'image-sent', stimulus: 'second' }]);
  });

  it('sends none that was never delivered', async () => {
    const one = phone(screens, picking(image('IMG_1.jpg')));
    await perform(CONSENT_VERBS.sendImage('third'), one);
    expect(one.taps).toEqual([]);
  });
});

describe("the target's prompt", () => {
  const screens = { prompt: PROMPT, sent: SENT.id };
  const prompted: readonly Control[] = [
    { id: PROMPT.shown },
    { id: PROMPT.send, shows: [SENT] },
    { id: PROMPT.dismiss, shows: [] },
  ];

  it('sends the newest image', async () => {
    const one = phone(screens, prompted);
    await perform(CONSENT_VERBS.sendFromPrompt(), one);
    expect(consents(one)).toMatchObject([{ kind: 'image-sent', stimulus: 'second' }]);
    expect(one.timeline[0]).toMatchObject({ kind: 'prompt', shown: true, stimulus: 'second' });
  });

  it('is no way to send an older one: nobody would know which one goes', async () => {
    const one = phone(screens, prompted);
    await perform(CONSENT_VERBS.sendImage('first'), one);
    expect(one.taps).toEqual([]);
    expect(consents(one)).toEqual([]);
  });

  it.each([
    ['sent', CONSENT_VERBS.sendFromPrompt],
    ['dismissed', CONSENT_VERBS.dismissPrompt],
  ])('is not %s when the newest image came too late to be the one that it shows', async (_, verb) => {
    const one = phone(screens, prompted);
    one.session.late.add('second');
    await perform(verb(), one);
    expect([one.taps, consents(one)]).toEqual([[], []]);
    expect(one.timeline[0]).toEqual({ kind: 'prompt', at: expect.anything(), shown: true });
    expect(one.kinds()).toEqual(['prompt', 'act', 'screen-missed']);
  });

  it.each([
    ['a photo', FIRST],
    [
      'an image that an app saved',
      stimulus('third', 'saved-image', '/storage/emulated/0/Download/Screenshot.png'),
    ],
    [
      'a screenshot without a word for it',
      stimulus('third', 'screenshot-of-other-app', '/storage/emulated/0/S1.jpg'),
    ],
  ])('shows nobody knows which image when the newest one is %s', async (_, newest) => {
    for (const verb of [CONSENT_VERBS.sendFromPrompt, CONSENT_VERBS.dismissPrompt]) {
      const one = phone(screens, prompted);
      one.session.newest = newest;
      one.session.delivered.push(newest);
      await perform(verb(), one);
      expect([one.taps, consents(one)]).toEqual([[], []]);
      expect(one.timeline[0]).toEqual({ kind: 'prompt', at: expect.anything(), shown: true });
    }
  });

  it('is dismissed, which counts from when it is gone', async () => {
    const one = phone(screens, prompted);
    await perform(CONSENT_VERBS.dismissPrompt(), one);
    expect(one.taps).toEqual([PROMPT.dismiss]);
    expect(consents(one)).toMatchObject([{ kind: 'prompt-dismissed', stimulus: 'second' }]);
  });

  it('is not dismissed when it stays', async () => {
    const one = phone(screens, [{ id: PROMPT.shown }, { id: PROMPT.dismiss, shows: prompted }]);
    await perform(CONSENT_VERBS.dismissPrompt(), one);
    expect(consents(one)).toEqual([]);
    expect(one.kinds()).toContain('screen-missed');
  });

  it('that is not shown is recorded as that', async () => {
    const one = phone(screens, []);
    await perform(CONSENT_VERBS.sendFromPrompt(), one);
    expect(one.timeline).toMatchObject([
      { kind: 'prompt', shown: false, stimulus: 'second' },
      { kind: 'screen-missed', missed: 'the prompt of the target' },
    ]);
  });
});
