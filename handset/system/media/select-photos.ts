import type { ActivityResults } from '../activity-results.ts';
import type { PhoneProcess } from '../process.ts';
import type { MediaGrants } from './media-grants.ts';
import { pickedIds, SELECT_FOR_APP } from './photo-picker.ts';

/**
 * Lets the user select the photos that an app with partial access may see (Android 14). False when that was called off;
 * a phone without the picker has nothing to select from.
 */
export async function selectPhotos(
  { results, grants }: { readonly results: Pick<ActivityResults, 'request'>; readonly grants: MediaGrants },
  process: PhoneProcess,
): Promise<boolean> {
  const { package: name, uid } = process.package;
  const extras = { 'android.intent.extra.UID': String(uid) };
  const asked = await results.request(process, { action: SELECT_FOR_APP, extras }).catch(() => undefined);
  if (asked === undefined) return true;
  if (asked.kind === 'canceled') return false;
  // MediaGrants keeps them apart from what single addresses may read.
  grants.select(name, pickedIds(asked.uris));
  return true;
}
