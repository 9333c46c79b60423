import type { Intent } from '../../app-parts.ts';
import type { PickedImage } from '../../media-parts.ts';
import { illegalArgument } from './java-exception.ts';

/** MediaStore.ACTION_PICK_IMAGES, and what asks for an app with partial access. */
export const PICK_IMAGES = 'android.provider.action.PICK_IMAGES';
export const SELECT_FOR_APP = 'android.provider.action.USER_SELECT_IMAGES_FOR_APP';
export const PICK_MAX = 'android.provider.extra.PICK_IMAGES_MAX';

/** PickerUriResolver of Android 13 and 14. */
const PICKED = 'content://media/picker/0/com.android.providers.media.photopicker/media/';
const MOST = 100;

export function pickIntent(max: number): Intent {
  // PhotoPickerActivity refuses it likewise (MediaStore.getPickImagesMaxLimit).
  if (!Number.isInteger(max) || max < 1 || max > MOST)
    throw illegalArgument(`Invalid EXTRA_PICK_IMAGES_MAX value ${max}: it has to be from 1 to ${MOST}`);
  return { action: PICK_IMAGES, extras: max === 1 ? {} : { [PICK_MAX]: String(max) } };
}

export function pickedUri(id: number): string {
  return `${PICKED}${id}`;
}

/** The ids of the rows that picked addresses stand for; other addresses are left out. */
export function pickedIds(uris: readonly string[]): readonly number[] {
  return uris.flatMap((uri) => {
    const id = uri.startsWith(PICKED) ? uri.slice(PICKED.length) : '';
    return /^\d{1,15}$/.test(id) ? [Number(id)] : [];
  });
}

export function pickedImages(
  uris: readonly string[],
  read: (id: number) => Promise<Buffer>,
): readonly PickedImage[] {
  return pickedIds(uris).map((id) => ({ uri: pickedUri(id), read: () => read(id) }));
}
