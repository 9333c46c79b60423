import { describe, expect, it } from 'vitest';
import { HarnessError } from '../../model/harness-error.ts';
import type { UploadSeen } from '../../model/run-plan.ts';
import type { Control } from '../../model/timeline.ts';
import type { Session } from './session.ts';
import { controlUploads } from './upload-controls.ts';

const PAGE = {
  url: 'https://pages.telltale.test/1/upload-start/page.html',
  leak: { url: 'https://pages.telltale.test/1/upload-start/leak', button: 'one' },
  noLeak: { url: 'https://jd.com.lookalike.test/1/upload-start/no-leak', button: 'two' },
  done: 'done',
  bytes: 1_000,
};

interface Phone {
  /** Whether the browser shows the pages. */
  readonly shows: boolean;
  readonly shell?: () => Promise<string>;
}

/** The controls that are recorded when the proxy has seen this of both uploads. */
async function controls(phone: Phone, seen: UploadSeen): Promise<readonly Control[]> {
  const recorded: Control[] = [];
  const driver = { $: () => ({ waitForExist: async () => phone.shows, click: async () => undefined }) };
  const parts = {
    driver,
    adb: {
      shell: phone.shell ?? (async () => ''),
      attempt: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
    },
    plan: { uploads: { start: PAGE, end: PAGE } },
    conductor: { settle: async () => undefined, uploadSeen: async () => seen },
    sink: { timeline: (event: { readonly control: Control }) => void recorded.push(event.control) },
  };
  await controlUploads({ parts } as unknown as Session, 'start');
  return recorded;
}

describe('the uploads of the phone’s browser', () => {
  it('are two controls that came out well when the proxy saw both and nobody else is blamed', async () => {
    const done = await controls({ shows: true }, { recorded: true, blamed: [] });
    expect(done).toMatchObject([
      { channel: 'traffic', found: true, detail: PAGE.leak.url },
      { channel: 'traffic', plants: 'no-leak', found: false },
    ]);
    expect(done[1]?.detail).toContain('by whose socket it was sent, judging says');
  });

  it('are both missed when the proxy saw nothing of what was sent', async () => {
    const done = await controls({ shows: true }, { recorded: false, blamed: [] });
    expect(done.map(({ found }) => found)).toEqual([false, true]);
    expect(done[0]?.detail).toContain('not among the flows');
  });

  it('are both missed, with the reason, when the page did not appear, and the recording goes on', async () => {
    const done = await controls({ shows: false }, { recorded: false, blamed: [] });
    expect(done.map(({ found }) => found)).toEqual([false, true]);
    expect(done[1]?.detail).toContain('nothing says "one"');
  });

  it('tell of the host for which the target would be blamed', async () => {
    const done = await controls({ shows: true }, { recorded: true, blamed: ['api.jd.com'] });
    expect(done[1]).toMatchObject({ found: true });
    expect(done[1]?.detail).toContain('api.jd.com');
  });

  it('end the recording when the phone is gone', async () => {
    const shell = async (): Promise<string> => {
      throw new HarnessError('DEVICE_LOST', { what: 'gone', why: 'gone', remedy: 'plug it in' });
    };
    const doing = controls({ shows: true, shell }, { recorded: true, blamed: [] });
    await expect(doing).rejects.toMatchObject({ code: 'DEVICE_LOST' });
  });
});
