import type { Adb } from '../../helpers/device/adb.ts';
import type { InstalledPackage } from '../../helpers/device/installed-package.ts';
import type { Superuser } from '../../helpers/device/superuser.ts';
import type { Profile } from '../../helpers/model/profile.ts';
import type { DeviceFacts } from '../../helpers/model/run.ts';

/** The phone that is examined. */
export interface Patient {
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  readonly device: DeviceFacts;
  /** The app that was named, where the phone has it. */
  readonly app: { readonly profile: Profile; readonly installed: InstalledPackage } | undefined;
  /** A random word, for names on the phone that are nobody else's. */
  readonly nonce: string;
  /** A directory of the host that is removed afterwards. */
  readonly directory: string;
}

/** What a phone without root lacks is closed by the same. */
export const GET_ROOT = 'use an emulator, or a phone with root (adb root, or su)';
