import type { Profile } from './profile.ts';

/** Of an app of which nothing is known; a test says what matters to it. */
export const PROFILE: Profile = {
  id: 'p',
  name: 'P',
  package: 'a.b',
  declaredHosts: [],
  permissions: [],
  appData: 'keep',
  versions: [],
  claims: [],
  screens: {},
};
