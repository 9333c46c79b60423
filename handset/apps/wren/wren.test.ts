import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it, vi } from 'vitest';
import type { AppHandlers } from '../../app-parts.ts';
import { type FakeProcess, fakeProcess } from '../app-process.fake.ts';
import wren from './wren.ts';

const FIRST = '/storage/emulated/0/Pictures/Screenshots/Screenshot_1.png';
const SECOND = '/storage/emulated/0/DCIM/Camera/IMG_2.jpg';
const ACTIVITY = 'org.example.wren.ChatActivity';
const MESSAGES = 'GET https://chat.wren.example/messages';
const IMAGE = createCanvas(30, 60).toBuffer('image/png');

interface Running {
  readonly process: FakeProcess;
  readonly app: AppHandlers;
}

async function started(): Promise<Running> {
  const process = fakeProcess(wren.manifest);
  process.addImage(FIRST, IMAGE);
  process.addImage(SECOND, Buffer.concat([IMAGE, Buffer.from('2')]));
  const app = wren.start(process);
  await app.onStart({ extras: {} }, ACTIVITY);
  return { process, app };
}

async function accepted(): Promise<Running> {
  const running = await started();
  await tap(running, 'notice_accept', 'attach');
  return running;
}

/** Taps a view, and waits for another one to be there. */
async function tap({ process }: Running, name: string, then: string): Promise<void> {
  await process.view(`org.example.wren:id/${name}`)?.onClick?.();
  await shown(process, then);
}

async function shown(process: FakeProcess, name: string): Promise<void> {
  await vi.waitFor(() => expect(process.view(`org.example.wren:id/${name}`)).toBeDefined(), { interval: 5 });
}

const picture = ({ process }: Running, name: string) =>
  process.views().find(({ contentDescription }) => contentDescription === name);
const uploads = ({ process }: Running) => process.requests.filter(({ method }) => method === 'POST');

describe('Wren', () => {
  it('shows its notice first, and before it is accepted asks for nothing, reads nothing, sends nothing', async () => {
    const { process } = await started();
    expect(process.view('org.example.wren:id/notice')).toBeDefined();
    expect(process.acts).toEqual([]);
  });

  it('goes on without photos when the notice is refused, and asks again at its next start', async () => {
    const running = await started();
    await tap(running, 'notice_refuse', 'title');
    expect(running.process.view('org.example.wren:id/attach')).toBeUndefined();
    expect(running.process.acts).toEqual([]);
    await wren.start(running.process).onStart({ extras: {} }, ACTIVITY);
    expect(running.process.view('org.example.wren:id/notice')).toBeDefined();
  });

  it('remembers that it was accepted', async () => {
    const running = await accepted();
    await wren.start(running.process).onStart({ extras: {} }, ACTIVITY);
    expect(running.process.view('org.example.wren:id/attach')).toBeDefined();
    expect(running.process.acts.filter((act) => act === MESSAGES)).toHaveLength(2);
  });

  it('sends exactly the image that was picked, and keeps no copy', async () => {
    const running = await accepted();
    await tap(running, 'attach', 'image');
    await picture(running, 'Screenshot_1.png')?.onClick?.();
    await shown(running.process, 'send');
    expect(uploads(running)).toEqual([]);
    await tap(running, 'send', 'sent');
    expect(uploads(running).map(({ body }) => Buffer.from(body ?? []).equals(IMAGE))).toEqual([true]);
    const written = [...running.process.storage.keys()].filter((name) => name.startsWith('/data'));
    expect(written).toEqual(['/data/data/org.example.wren/files/notice-accepted']);
  });

  it.each(['cancel', 'back'])('sends nothing after %s', async (way) => {
    const running = await accepted();
    await tap(running, 'attach', 'image');
    await picture(running, 'IMG_2.jpg')?.onClick?.();
    await shown(running.process, 'send');
    if (way === 'cancel') await tap(running, 'cancel', 'attach');
    else expect(await running.app.onKey?.(4)).toBe(true);
    expect(running.process.view('org.example.wren:id/attach')).toBeDefined();
    expect(uploads(running)).toEqual([]);
  });

  it('says so, and shows no photos, when it may not see them', async () => {
    const running = await accepted();
    const refused = { checkPermission: () => false, requestPermissions: async () => new Map() };
    Object.assign(running.process, refused);
    await tap(running, 'attach', 'problem');
    expect(running.process.texts()).toContain('Wren may not see your photos');
  });

  it('says so when the image did not arrive', async () => {
    const running = await accepted();
    running.process.respond = async () => ({ status: 503, headers: {}, body: Buffer.alloc(0) });
    await tap(running, 'attach', 'image');
    await picture(running, 'IMG_2.jpg')?.onClick?.();
    await shown(running.process, 'send');
    await tap(running, 'send', 'problem');
    expect(running.process.texts()).toContain('Not sent: HTTP 503');
  });

  it('does not look at images that come while it is in the background, or in front', async () => {
    const { process, app } = await accepted();
    await app.onPause?.();
    process.addImage('/storage/emulated/0/DCIM/Camera/IMG_3.jpg', IMAGE);
    await app.onResume?.();
    process.addImage('/storage/emulated/0/DCIM/Camera/IMG_4.jpg', IMAGE);
    expect(process.acts.filter((act) => act.startsWith('observe'))).toEqual([]);
    expect(process.reads.filter((name) => name.startsWith('/storage'))).toEqual([]);
  });
});
