import type { PhoneFiles } from '../shell-parts.ts';

/** FAT's serial number, by which vold calls a card's directory (PublicVolume.cpp). */
const SERIAL = /^[0-9A-F]{4}-[0-9A-F]{4}$/;
const [ROOT, SDCARD_RW] = [0, 1015];

/** Puts a card into the phone: a removable volume, mounted at `/storage/SERIAL`. */
export async function insertCard(files: PhoneFiles, serial: string): Promise<void> {
  if (!SERIAL.test(serial)) {
    throw new Error(
      `--sdcard=${serial} is no serial number of a card, after which its directory is called: say one such as 1A2B-3C4D`,
    );
  }
  const owner = { uid: ROOT, gid: SDCARD_RW, mode: 0o660 };
  await files.write(`/storage/${serial}/Android/data/.nomedia`, Buffer.alloc(0), owner);
}

/**
 * Whether a path is of an app's own directories on a card: from 4.4 on they are its own without a permission, and nothing else of the
 * card can be written by path (android.os.Environment, `getExternalFilesDirs`).
 */
export function isOwnOnCard(path: string, packageName: string): boolean {
  const [, serial = '', name] =
    /^\/storage\/([^/]+)\/Android\/(?:data|media|obb)\/([^/]+)(?:\/|$)/.exec(path) ?? [];
  return SERIAL.test(serial) && name === packageName;
}

/** The serial numbers of the cards that are in the phone. */
export async function cardsIn(files: Pick<PhoneFiles, 'list'>): Promise<readonly string[]> {
  return (await files.list('/storage')).filter((name) => SERIAL.test(name));
}
