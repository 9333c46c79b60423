import type { Profile, ProfileVersion } from '../../helpers/model/profile.ts';
import { inRange } from './version-number.ts';

/** What the profile knows of the version that is installed: by its exact name, else by the range that it lies in. */
export function versionOf(
  { versions }: Pick<Profile, 'versions'>,
  versionName: string,
): ProfileVersion | undefined {
  return (
    versions.find((one) => one.kind === 'named' && one.versionName === versionName) ??
    versions.find((one) => one.kind === 'range' && inRange(versionName, one))
  );
}
