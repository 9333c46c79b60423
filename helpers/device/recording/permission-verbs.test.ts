import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProfileScreens } from '../../model/profile.ts';
import type { TimelineEvent } from '../../model/timeline.ts';
import { PERMISSION_VERBS } from './permission-verbs.ts';
import type { Session } from './session.ts';
import type { Step } from './step.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const P = 'android.permission.';
const READ = `${P}READ_MEDIA_IMAGES`;
const SELECTED = `${P}READ_MEDIA_VISUAL_USER_SELECTED`;
const MODULE = 'com.android.providers.media.module:id/';
const CONTROLLER = 'com.android.permissioncontroller:id/permission_';
const PICKER = { open: 'a.b:id/attach', image: 'a.b:id/i', send: 'a.b:id/s', dismiss: 'a.b:id/d' };

/** What an answer makes of the permissions; the phone forgets what it asked. */
type Answers = Readonly<Record<string, readonly string[]>>;

interface FakePhone {
  readonly session: Session;
  readonly granted: Set<string>;
  readonly owed: { readonly what: string; readonly undo: string }[];
  readonly taps: string[];
  readonly timeline: readonly TimelineEvent[];
  /** What `appops get` says. */
  operation: string;
  consents(): readonly string[];
}

/** The app asks at its start, or where `asksAt` is tapped; `answers` are the buttons of the question. */
function phone(screens: ProfileScreens, asksAt: 'start' | 'never' | string, answers: Answers): FakePhone {
  const granted = new Set([READ, SELECTED]);
  const timeline: TimelineEvent[] = [];
  const owed: { what: string; undo: string }[] = [];
  const taps: string[] = [];
  let shown: readonly string[] = [];
  const dump = (): string =>
    [
      'Packages:',
      '  Package [a.b] (1):',
      '    User 0: installed=true',
      '      runtime permissions:',
      ...[READ, SELECTED].map((one) => `        ${one}: granted=${granted.has(one)}`),
    ].join('\n');
  const adb = {
    async shell(line: string) {
      for (const [, verb, name] of line.matchAll(/pm (grant|revoke) a\.b (\S+)/g))
        if (name !== undefined) verb === 'grant' ? granted.add(name) : granted.delete(name);
      if (line.startsWith('am start')) shown = asksAt === 'start' ? Object.keys(answers) : [asksAt];
      if (line.startsWith('dumpsys package')) return dump();
      if (line.includes('resolve-activity')) return 'a.b/.Main\n';
      if (line === 'dumpsys activity activities')
        return 'topResumedActivity=ActivityRecord{1 u0 a.b/.Main t1}';
      return line.startsWith('p=$(dumpsys activity processes)')
        ? '    Proc # 0: fg     T/A/TOP  LCMN  t: 0 4242:a.b/u0a7 (top-activity)\n  UID u0a7: UidRecord{1 u0a7 TOP procs:1}'
        : '';
    },
    attempt: async () => ({ exitCode: 0, stdout: one.operation, stderr: '' }),
  };
  const driver = {
    $: (selector: string) => {
      const id = shown.find((one) => selector === `id=${one}` || selector.includes(`"${one}"`));
      return {
        isExisting: async () => id !== undefined,
        async click() {
          taps.push(id ?? 'nothing');
          const now = answers[id ?? ''];
          if (now !== undefined) for (const one of now) granted.add(one);
          const left = Object.keys(answers);
          shown = now === undefined ? left : left.slice(left.indexOf(id ?? '') + 1);
        },
      };
    },
  };
  const session = {
    parts: {
      adb,
      driver,
      plan: { profile: { screens, permissions: [READ, SELECTED, `${P}READ_EXTERNAL_STORAGE`] } },
      sink: { timeline: (event: TimelineEvent) => void timeline.push(event), counter: () => undefined },
      conductor: {
        owe: async (what: string, undo: string) => void owed.push({ what, undo }),
        restore: async () => undefined,
      },
    },
    circumstances: new Set(),
    changes: [],
  } as unknown as Session;
  Object.assign(session, { target: { ...session.parts, packageName: 'a.b', uid: 10_007 } });
  const consents = (): readonly string[] =>
    timeline.flatMap((event) =>
      event.kind === 'consent' && 'permission' in event.consent
        ? [`${event.consent.kind} ${event.consent.permission.slice(P.length)} by ${event.consent.by}`]
        : [],
    );
  const one: FakePhone = {
    session,
    granted,
    owed,
    taps,
    timeline,
    consents,
    operation: 'READ_MEDIA_IMAGES: ignore\n',
  };
  return one;
}

async function perform(step: Step, { session }: FakePhone): Promise<void> {
  const performed = step.act(session);
  await vi.runAllTimersAsync();
  await performed;
}

const DENY: Answers = { [`${CONTROLLER}deny_button`]: [] };

describe('refusing a permission', () => {
  it('takes it away, has the app ask at its start, and refuses there', async () => {
    const one = phone({}, 'start', DENY);
    await perform(PERMISSION_VERBS.denyPermission(), one);
    expect(one.taps).toEqual([`${CONTROLLER}deny_button`]);
    expect([...one.granted]).toEqual([]);
    expect(one.consents()).toEqual([
      'permission-denied READ_MEDIA_IMAGES by dialog',
      'permission-denied READ_MEDIA_VISUAL_USER_SELECTED by dialog',
    ]);
  });

  it('goes to where the user picks images, when the app asks there', async () => {
    const one = phone({ picker: PICKER, sent: 'a.b:id/sent' }, PICKER.open, DENY);
    await perform(PERMISSION_VERBS.denyPermission(), one);
    expect(one.taps).toEqual([PICKER.open, `${CONTROLLER}deny_button`]);
    expect(one.consents()[0]).toBe('permission-denied READ_MEDIA_IMAGES by dialog');
  });

  it('is done as in Settings when the app never asks', async () => {
    const one = phone({}, 'never', DENY);
    await perform(PERMISSION_VERBS.denyPermission(), one);
    expect(one.taps).toEqual([]);
    expect(one.consents()[0]).toBe('permission-denied READ_MEDIA_IMAGES by adb');
  });

  it('owes the way back before anything is changed', async () => {
    const one = phone({}, 'never', DENY);
    await perform(PERMISSION_VERBS.denyPermission(), one);
    expect(one.owed).toEqual([
      { what: expect.stringContaining('a.b'), undo: expect.stringContaining(`pm grant a.b ${READ}`) },
    ]);
    expect(one.session.circumstances).toContain('permission-denied');
  });

  it('is not believed when the phone says that it was granted', async () => {
    const one = phone({}, 'start', { [`${CONTROLLER}deny_button`]: [READ] });
    await perform(PERMISSION_VERBS.denyPermission(), one);
    expect(one.consents()).toContain('permission-granted READ_MEDIA_IMAGES by dialog');
    expect(one.consents()).not.toContain('permission-denied READ_MEDIA_IMAGES by dialog');
  });
});

describe('selected photos', () => {
  it.each([
    ['No operations.\nDefault mode: default\n', undefined, 1],
    ['MANAGE_EXTERNAL_STORAGE: default\n', undefined, 1],
    ['MANAGE_EXTERNAL_STORAGE: allow\n', undefined, 0],
    ['Uid mode: MANAGE_EXTERNAL_STORAGE: allow\nMANAGE_EXTERNAL_STORAGE: default\n', undefined, 0],
    ['Error: Unknown operation string: MANAGE_EXTERNAL_STORAGE\n', undefined, 0],
    ['MANAGE_EXTERNAL_STORAGE: ignore\n', PICKER, 1],
    ['MANAGE_EXTERNAL_STORAGE: ignore\n', { ...PICKER, image: 'com.android.documentsui:id/i' }, 0],
  ])(
    'are picked in the phone’s picker, which is told of where the target can see nothing: %j',
    async (operation, picker, told) => {
      const answers = {
        [`${CONTROLLER}allow_selected_button`]: [],
        [`${MODULE}icon_thumbnail`]: [],
        [`${MODULE}button_add`]: [SELECTED],
      };
      const one = phone(picker === undefined ? {} : { picker, sent: 'a.b:id/sent' }, 'start', answers);
      one.operation = operation;
      await perform(PERMISSION_VERBS.limitPermission(), one);
      expect(one.taps).toEqual(Object.keys(answers));
      const pickers = one.timeline.filter(({ kind }) => kind === 'phone-picker');
      expect(pickers).toHaveLength(told);
      for (const event of pickers)
        expect(event).toMatchObject({ proof: expect.stringContaining('READ_MEDIA_IMAGES: granted=false') });
    },
  );

  it('are limited access when the whole is not granted', async () => {
    const one = phone({}, 'never', DENY);
    await perform(PERMISSION_VERBS.limitPermission(), one);
    expect([...one.granted]).toEqual([SELECTED]);
    expect(one.consents()).toEqual(['permission-limited READ_MEDIA_VISUAL_USER_SELECTED by adb']);
    expect(one.session.circumstances).toContain('permission-partial');
  });
});

describe('taking a permission away', () => {
  it('is recorded of what was granted, by what the phone says afterwards', async () => {
    const one = phone({}, 'never', DENY);
    one.granted.delete(SELECTED);
    await perform(PERMISSION_VERBS.revokePermission(), one);
    expect(one.consents()).toEqual(['permission-revoked READ_MEDIA_IMAGES by adb']);
  });
});

describe('allowing what is asked', () => {
  it('does nothing where nothing is asked', async () => {
    const one = phone({}, 'never', DENY);
    await perform(PERMISSION_VERBS.allowWhatIsAsked(), one);
    expect([one.taps, one.consents()]).toEqual([[], []]);
  });
});
