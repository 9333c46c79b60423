import { HarnessError } from '../../model/harness-error.ts';
import type { UploadForm, UploadPage, UploadSeen, UploadTime } from '../../model/run-plan.ts';
import type { Control } from '../../model/timeline.ts';
import { loopbackControl, openerOf, readTotals } from '../loopback-count.ts';
import { openUploadPage, tapUpload } from '../screens/upload-screen.ts';
import { now, type Session } from './session.ts';

/**
 * Has the phone's browser upload two images. The first must be among the flows, byte for byte; of the second, which goes
 * to a host that is named like the vendor's, the target must not be blamed. What cannot be done is a control that was missed.
 */
export async function controlUploads(session: Session, time: UploadTime): Promise<void> {
  const { driver, adb, plan, conductor, sink } = session.parts;
  const page = plan.uploads[time];
  const before = plan.proxyAddress === undefined ? await readTotals(adb) : undefined;
  const said = await unlessUnseen(async () => {
    await openUploadPage(driver, adb, page);
    await tapUpload(driver, page.leak.button, page.noLeak.button);
    await tapUpload(driver, page.noLeak.button, page.done);
  });
  await conductor.settle();
  const seen = {
    leak: await conductor.uploadSeen(page.leak.url),
    noLeak: await conductor.uploadSeen(page.noLeak.url),
  };
  for (const control of [
    leakControl(page.leak, seen.leak, said),
    noLeakControl(page.noLeak, seen.noLeak, said),
  ])
    sink.timeline({ kind: 'control', at: now(), control });
  if (before !== undefined && said === undefined) await controlLoopback(session, page, before);
}

/** Over the phone's own loopback only: on its network the way to the proxy is counted as any other. */
async function controlLoopback(
  { parts: { adb, sink } }: Session,
  page: UploadPage,
  before: NonNullable<Awaited<ReturnType<typeof readTotals>>>,
): Promise<void> {
  const [after, uid] = [await readTotals(adb), await openerOf(adb, page.url)];
  if (after === undefined) return; // Said as missing counters.
  const control = loopbackControl(page.bytes, { before, after, uid });
  sink.timeline({ kind: 'control', at: now(), control });
}

function leakControl({ url }: UploadForm, { recorded }: UploadSeen, said: string | undefined): Control {
  return {
    name: "an image that the phone's browser uploads",
    channel: 'traffic',
    found: recorded,
    detail: recorded ? url : `${url}: ${said ?? 'it was sent, and is not among the flows'}`,
  };
}

/** Without the upload nothing was tried, which is no better than the wrong answer. */
function noLeakControl(
  { url }: UploadForm,
  { recorded, blamed }: UploadSeen,
  said: string | undefined,
): Control {
  const common = {
    name: "an upload of the phone's browser that the target is blamed for",
    channel: 'traffic',
    plants: 'no-leak',
    found: blamed.length > 0 || !recorded,
  } as const;
  if (blamed.length > 0) return { ...common, detail: `${url}: recorded as sent to ${blamed.join(', ')}` };
  if (!recorded) return { ...common, detail: `${url}: ${said ?? 'it was sent, and is not among the flows'}` };
  return {
    ...common,
    detail: `${url}: not the target's by its host; by whose socket it was sent, judging says`,
  };
}

/** Why the screens did not come, in words. A phone that is gone ends the recording. */
async function unlessUnseen(use: () => Promise<void>): Promise<string | undefined> {
  try {
    await use();
    return undefined;
  } catch (error) {
    if (error instanceof HarnessError && ['SCREEN_NOT_FOUND', 'ADB_FAILED'].includes(error.code))
      return `${error.what}: ${error.why}`;
    throw error;
  }
}
