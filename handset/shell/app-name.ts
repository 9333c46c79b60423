const PER_USER = 100_000;
const FIRST_APP = 10_000;
const FIRST_SHARED = 50_000;
const FIRST_ISOLATED = 90_000;

/** The name of a uid, as bionic's getpwuid makes it: `u0_a3`, `u999_a3`, `u10_system`, `all_a3` (a group). */
export function accountName(uid: number, system: ReadonlyMap<number, string>): string {
  const user = Math.floor(uid / PER_USER);
  const app = uid % PER_USER;
  if (app >= FIRST_ISOLATED) return `u${user}_i${app - FIRST_ISOLATED}`;
  if (app >= FIRST_SHARED && app < FIRST_SHARED + 10_000) return `all_a${app - FIRST_SHARED}`;
  if (app >= FIRST_APP) return `u${user}_a${app - FIRST_APP}`;
  const name = system.get(app) ?? String(app);
  return user === 0 ? name : `u${user}_${name}`;
}
