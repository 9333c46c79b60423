import type { Patient } from './patient.ts';
import { GET_ROOT } from './patient.ts';
import type { Sight } from './sight.ts';

/** What adb may do on the phone, and what it outlives. */
export async function examineRights(patient: Patient): Promise<readonly Sight[]> {
  return [root(patient), ...(await runAs(patient)), reboot(patient)];
}

function root({ superuser }: Patient): Sight {
  const common = {
    channel: 'root',
    tried: 'asked for the user id: by adb itself, by su of AOSP, by su of Magisk',
  };
  return superuser === undefined
    ? { ...common, seen: 'no', found: 'none of them is root', remedy: GET_ROOT }
    : { ...common, seen: 'yes', found: `commands run as root: ${superuser.wrap('…')}` };
}

/** Looked at where it is of use: the app is debuggable, and there is no root. */
async function runAs({ adb, superuser, app }: Patient): Promise<readonly Sight[]> {
  if (app === undefined) return [];
  const common = { channel: 'run-as', tried: `run-as ${app.profile.package} id` };
  const answer = await adb.attempt(common.tried);
  const found = `${answer.stdout}${answer.stderr}`.trim().split('\n')[0] ?? '';
  if (/^uid=/.test(found)) return [{ ...common, seen: 'yes', found }];
  const remedy =
    superuser === undefined ? `it needs a debuggable build of the app; or ${GET_ROOT}` : undefined;
  return [
    remedy === undefined
      ? { ...common, seen: 'yes', found: `not needed, there is root (${found})` }
      : { ...common, seen: 'no', found, remedy },
  ];
}

/** Not tried: it would close what the owner has open. */
function reboot({ device }: Patient): Sight {
  const common = {
    channel: 'reboot',
    tried: 'not restarted; asked for the screen lock, looked at how adb reaches it',
  };
  if (device.secureLock === true) {
    return {
      ...common,
      seen: 'no',
      found: 'the screen lock asks for a code, which nobody enters after a restart',
      remedy: 'take the code away for the run, or leave the scenario after-reboot out',
    };
  }
  if (/:\d+$|\._adb/.test(device.serial) && !/^(?:127\.0\.0\.1|localhost):/.test(device.serial)) {
    return {
      ...common,
      seen: 'no',
      found: 'adb reaches it over the network, and has to be switched on anew after a restart',
      remedy: 'use a cable',
    };
  }
  const found = device.secureLock === undefined ? 'the phone does not say whether it has a lock' : 'no code';
  return { ...common, seen: device.secureLock === undefined ? 'partly' : 'yes', found };
}
