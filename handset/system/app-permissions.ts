import type { AppProcess } from '../app-parts.ts';
import { type AppServices, endedError } from './app-services.ts';
import type { PhoneProcess } from './process.ts';

/** What an app can learn of its permissions, and ask for. */
export function createAppPermissions(
  process: PhoneProcess,
  services: AppServices,
): Pick<AppProcess, 'checkPermission' | 'shouldShowRationale' | 'requestPermissions'> {
  const { permissionState: state } = process.package;
  return {
    checkPermission: (name) => state.granted.has(name),
    // PermissionManagerService.shouldShowRequestPermissionRationale: refused once, and not for good.
    shouldShowRationale: (name) =>
      !state.granted.has(name) &&
      state.has(name, 'USER_SET') &&
      !(['USER_FIXED', 'POLICY_FIXED', 'SYSTEM_FIXED'] as const).some((flag) => state.has(name, flag)),
    async requestPermissions(names) {
      if (process.ended) throw endedError(process);
      return await services.permissionRequests.request(process, names);
    },
  };
}
