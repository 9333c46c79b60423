import { readPermissions } from '../permissions/target-permissions.ts';
import { shellLine } from '../shell-quote.ts';
import { permissionsOf } from './permissions-of.ts';
import type { Session } from './session.ts';

/** All by which Android has let an app reach images of others. */
const REACHING = [
  'READ_EXTERNAL_STORAGE',
  'WRITE_EXTERNAL_STORAGE',
  'READ_MEDIA_IMAGES',
  'READ_MEDIA_VISUAL_USER_SELECTED',
].map((name) => `android.permission.${name}`);
const ALL_FILES = 'MANAGE_EXTERNAL_STORAGE';

/**
 * The phone's words for that the target may see no image of others now; `undefined` when it may, or when that is not known. Where the
 * target has the user pick in the phone's own picker, it keeps its leave for what they picked, whatever its permissions are.
 */
export async function seesNoImages(session: Session): Promise<string | undefined> {
  const { adb, plan } = session.parts;
  const target = permissionsOf(session);
  const { picker } = plan.profile.screens;
  if (picker !== undefined && !picker.image.startsWith(`${target.packageName}:id/`)) return undefined;
  const held = await readPermissions({ ...target, names: [...new Set([...target.names, ...REACHING])] });
  if (held.length === 0 || held.some(({ granted }) => granted)) return undefined;
  const command = shellLine(['cmd', 'appops', 'get', target.packageName, ALL_FILES]);
  const { exitCode, stdout } = await adb.attempt(command);
  if (exitCode !== 0 || !isRefused(stdout)) return undefined;
  return [...held.map(({ name }) => `${name}: granted=false`), `${ALL_FILES}: ${stdout.trim()}`].join('; ');
}

/** What is not set stands at its default, which allows nothing (AppOpsManager, OP_MANAGE_EXTERNAL_STORAGE). */
function isRefused(said: string): boolean {
  const modes = [...said.matchAll(/MANAGE_EXTERNAL_STORAGE: (\w+)/g)].map(([, mode]) => mode);
  return modes.length === 0
    ? /^(?:No operations\.|Default mode: default)/m.test(said)
    : modes.every((mode) => mode === 'default' || mode === 'ignore' || mode === 'deny');
}
