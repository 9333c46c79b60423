import { SYSTEM } from './components/component-parts.ts';
import type { Framework } from './framework.ts';
import { installTimeZone } from './roms/time-zone.ts';

type Moved = Pick<Framework, 'components' | 'files' | 'properties' | 'zone'>;

/** Moves the phone to a zone that `timeZoneOf` let pass, and tells apps of it; resolves to what is not faithful then. */
export async function moveToZone(moved: Moved, name: string): Promise<readonly string[]> {
  const { components, files, properties, zone } = moved;
  zone.set(name);
  properties.set('persist.sys.timezone', name);
  const limits = await installTimeZone(files, name);
  const action = 'android.intent.action.TIMEZONE_CHANGED';
  await components.broadcasts.send(SYSTEM, { action, extras: { 'time-zone': name } });
  return limits;
}
