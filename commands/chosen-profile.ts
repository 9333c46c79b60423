import path from 'node:path';
import type { Profile } from '../helpers/model/profile.ts';
import { loadProfile, loadProfileFile } from './load-profile.ts';
import { handsetSetup } from './verify/handset-setup.ts';
import type { VerifyOptions } from './verify/options.ts';

/** The profile, and what the simulated phone would need for its app. */
export async function chosenProfile(
  apps: string,
  choice: VerifyOptions['profile'],
): Promise<{
  readonly profile: Profile;
  readonly handsetSetup: readonly string[];
}> {
  switch (choice.kind) {
    case 'app': {
      const known = await loadProfile(apps, choice.name);
      return { profile: known, handsetSetup: await handsetSetup(path.join(apps, choice.name)) };
    }
    case 'file': {
      const known = await loadProfileFile(choice.file);
      return { profile: known, handsetSetup: await handsetSetup(path.dirname(choice.file)) };
    }
  }
}
