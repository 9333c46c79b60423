import type { PhoneProcess } from '../process.ts';
import type { PermissionAnswer } from './permission-dialog.ts';
import { BACKGROUND_LOCATION, SELECTED_PHOTOS } from './permission-rules.ts';
import type { PermissionState } from './permission-state.ts';
import type { GroupRequest } from './plan-request.ts';

interface Answered {
  readonly process: PhoneProcess;
  readonly api: number;
  readonly group: GroupRequest;
  readonly answer: PermissionAnswer;
}

/** What an answer leaves behind in the app's permissions (AppPermissionGroup of PermissionController). */
export function answerGroup({ process, api, group, answer }: Answered): void {
  const state = process.package.permissionState;
  const { permissions } = group;
  switch (answer) {
    case 'allow':
      return grant(state, permissions, api);
    case 'allow-while-in-use':
      return grant(
        state,
        permissions.filter((one) => one !== BACKGROUND_LOCATION),
        api,
      );
    case 'allow-once':
      return grantOnce(
        process,
        permissions.filter((one) => one !== BACKGROUND_LOCATION),
      );
    case 'allow-selected':
      grant(state, [SELECTED_PHOTOS], api);
      return refuse(
        state,
        permissions.filter((one) => one !== SELECTED_PHOTOS),
        false,
      );
    case 'keep-selected':
      return;
    case 'deny':
      return refuse(state, permissions, false);
    case 'deny-for-ever':
      return refuse(state, permissions, true);
  }
}

/** Up to Android 10 a grant leaves no flag, from 11 on USER_SET (pie-, android10- and android11-release). */
export function grant(state: PermissionState, permissions: readonly string[], api: number): void {
  for (const one of permissions) {
    state.set(one, true);
    state.mark(one, ['USER_SET', 'USER_FIXED', 'ONE_TIME'], false);
    if (api >= 30) state.mark(one, ['USER_SET']);
  }
}

/** Takes away what a part of the ROM has by default beyond that. */
export function withhold(state: PermissionState, allowed: readonly string[]): void {
  for (const permission of state.runtime()) {
    if (allowed.includes(permission)) continue;
    state.set(permission, false);
    state.mark(permission, ['GRANTED_BY_DEFAULT'], false);
  }
}

/** `one-time-grants.ts` ends it. */
function grantOnce(
  { package: { permissionState: state } }: PhoneProcess,
  permissions: readonly string[],
): void {
  for (const one of permissions) {
    state.set(one, true);
    state.mark(one, ['USER_SET', 'USER_FIXED'], false);
    state.mark(one, ['ONE_TIME']);
  }
}

function refuse(state: PermissionState, permissions: readonly string[], forEver: boolean): void {
  for (const one of permissions) {
    state.set(one, false);
    state.mark(one, ['USER_SET', 'USER_FIXED', 'ONE_TIME'], false);
    state.mark(one, [forEver ? 'USER_FIXED' : 'USER_SET']);
  }
}
