import type { Stimulus } from '../../model/stimulus.ts';
import type { Session } from './session.ts';

/** What listeners of the era look for in a path (facts/android.md, section 2). */
const KEYWORDS = /screen[-_]?shot|screencap|截屏/i;

/**
 * Why a listener of the era may have passed an image over, in words; `undefined` when none of their filters does: the path has a
 * keyword, the size is the screen's, and the row is new. A prompt then shows an older image, and nobody knows which one.
 */
export function passedOver(
  { late }: Pick<Session, 'late'>,
  { id, kind, delivery }: Stimulus,
): string | undefined {
  if (late.has(id)) return 'came too late after its row for listeners of the era';
  // Of other images the size is not the screen's for certain.
  if (kind === 'photo' || kind === 'saved-image')
    return 'is no screenshot, which is all that many listeners take';
  return delivery.kind === 'delivered' && KEYWORDS.test(delivery.path)
    ? undefined
    : 'has no word for a screenshot in its path';
}
