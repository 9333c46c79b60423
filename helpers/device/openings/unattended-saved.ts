import path from 'node:path';
import { UNATTENDED_PAGE } from '../../model/run-plan.ts';
import { announceImage, reserveImage } from '../insert-image.ts';
import type { RecordingParts } from '../recording/session.ts';
import { shellLine } from '../shell-quote.ts';
import type { OpeningsWatch } from './openings-watch.ts';
import { makeImage } from './unattended.ts';

/**
 * The same for images that are saved: one in each way, after the browser was used and while the target is still stopped. Only
 * where the run is going to save images.
 */
export async function saveUnattended(
  parts: RecordingParts,
  watch: OpeningsWatch,
  look: () => Promise<unknown>,
): Promise<void> {
  const saveUrl = parts.plan.pages[UNATTENDED_PAGE.stimulus]?.saveUrl;
  if (saveUrl === undefined) return;
  const download = await makeImage(parts, 'download', () => downloadImage(parts, saveUrl));
  const insert = await makeImage(parts, 'insert', () => insertImage(parts, saveUrl));
  await parts.adb.attempt('input keyevent 3');
  await look();
  await watch.take();
  for (const image of [download, insert])
    if (image !== undefined) parts.sink.counter({ kind: 'unattended-image', hostMs: Date.now(), ...image });
}

async function downloadImage({ adb }: RecordingParts, saveUrl: string): Promise<void> {
  await adb.shell(shellLine(['am', 'start', '-a', 'android.intent.action.VIEW', '-d', saveUrl]));
}

async function insertImage({ adb, plan, conductor }: RecordingParts, saveUrl: string): Promise<void> {
  const { sdk } = plan.run.device;
  const { name } = await reserveImage(adb, sdk, path.posix.basename(new URL(saveUrl).pathname));
  await announceImage(adb, sdk, { name, file: await conductor.drawn(UNATTENDED_PAGE.stimulus) });
}
