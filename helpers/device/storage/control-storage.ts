import { checkMomentControls, plantMomentControls } from './moment-controls.ts';
import {
  type ControlParts,
  checkStorageControls,
  plantStorageControls,
  storageControls,
} from './storage-controls.ts';
import type { WatchRoot } from './watch-roots.ts';
import type { Watcher } from './watcher.ts';

/** Plants controls for these roots, has them looked for by one watching pass, records what it found, takes them away. */
export async function controlStorage(
  parts: ControlParts,
  {
    watcher,
    roots,
    nonce,
  }: { readonly watcher: Watcher; readonly roots: readonly WatchRoot[]; readonly nonce: string },
): Promise<void> {
  const planted = await plantStorageControls(parts, storageControls(roots, nonce));
  const moments = await plantMomentControls(parts, planted);
  const pass = await watcher.pass();
  checkMomentControls(parts, moments, pass);
  await checkStorageControls(parts, planted, pass);
}
