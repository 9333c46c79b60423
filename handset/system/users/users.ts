/** A user of the phone, as UserManager knows it. */
export interface PhoneUser {
  readonly id: number;
  readonly name: string;
  /** UserInfo.FLAG_*. */
  readonly flags: number;
  /** Of a profile: whose it is. */
  readonly profileOf: number | undefined;
  readonly running: boolean;
  /** He is there for second copies, and gets no app but those that are put there by name, and the ROM's. */
  readonly clone?: boolean;
  /** A clone from Android 12 on: the owner's MediaProvider answers it (UserManager.isMediaSharedWithParent). */
  readonly sharesMedia?: boolean;
}

export interface Users {
  all(): readonly PhoneUser[];
  get(id: number): PhoneUser | undefined;
  /** Undefined when there are as many as the phone supports. */
  create(name: string, profileOf?: number): PhoneUser | undefined;
  /** One that the maker's own software made, with the id that it gives. */
  add(user: PhoneUser): void;
  /** False for a user that is not there, and for the owner. */
  remove(id: number): boolean;
}

/** config_multiuserMaximumUsers of AOSP's phones (1) leaves no room; makers of phones with users have 4. */
export const MOST_USERS = 4;
const FIRST_USER = 10;

export function createUsers(api: number): Users {
  const users = new Map<number, PhoneUser>([[0, owner(api)]]);
  let next = FIRST_USER;
  return {
    all: () => [...users.values()],
    get: (id) => users.get(id),
    create(name, profileOf) {
      if (users.size >= MOST_USERS) return undefined;
      const user = { id: next, name, flags: flagsOf(api, profileOf), profileOf, running: false };
      next += 1;
      users.set(user.id, user);
      return user;
    },
    add: (user) => void users.set(user.id, user),
    remove: (id) => id !== 0 && users.delete(id),
  };
}

/** PRIMARY, ADMIN and INITIALIZED; FULL and SYSTEM from 11 on, MAIN from 14 on (UserInfo). */
function owner(api: number): PhoneUser {
  const flags = 0x13 + (api >= 30 ? 0xc00 : 0) + (api >= 34 ? 0x4000 : 0);
  return { id: 0, name: 'Owner', flags, profileOf: undefined, running: true };
}

/** MANAGED_PROFILE, with PROFILE from 11 on; FULL from 11 on for a user of its own. */
function flagsOf(api: number, profileOf: number | undefined): number {
  if (profileOf !== undefined) return api >= 30 ? 0x1020 : 0x20;
  return api >= 30 ? 0x400 : 0;
}

/** `UserInfo{0:Owner:13}`; a name may hold anything, so it is kept on one line. */
export function userInfo({ id, name, flags }: PhoneUser): string {
  return `UserInfo{${id}:${name.replaceAll(/\p{Cc}/gu, ' ')}:${flags.toString(16)}}`;
}

export function sharersOf({ users }: { readonly users: Users }): readonly number[] {
  return users.all().flatMap(({ id, sharesMedia }) => (sharesMedia === true ? [id] : []));
}
