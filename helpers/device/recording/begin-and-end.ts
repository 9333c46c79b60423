import { sampleUidBytes } from '../counters.ts';
import { checkStorageControls, plantStorageControls } from '../storage-controls.ts';
import type { Session } from './session.ts';
import type { Step } from './step.ts';

/** What stands before the first scenario and after the last one. */
export const BEGIN_AND_END = {
  /** The state before everything: target not running, baseline, controls planted and found. */
  begin: (): Step => ({ what: 'lists the phone as it is, plants controls', seconds: 3, act: begin }),

  /** What is known only when everything is over. */
  end: (): Step => ({ what: 'reads the counters for the last time', seconds: 1, act: end }),
} as const;

async function begin({ parts, watcher, target }: Session): Promise<void> {
  await parts.conductor.progress('baseline: listing the phone, planting controls');
  await parts.adb.shell(`am force-stop ${target.packageName}`);
  await watcher.pass();
  await sampleUidBytes(target);
  const { adb, superuser, sink } = parts;
  const controls = { adb, superuser, packageName: target.packageName, sink };
  const planted = await plantStorageControls(controls, parts.plan.nonce);
  await checkStorageControls(controls, planted, await watcher.pass());
}

async function end({ parts, target }: Session): Promise<void> {
  await parts.conductor.settle();
  await sampleUidBytes(target);
}
