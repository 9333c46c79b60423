import type { Intent } from '../../app-parts.ts';
import type { ServiceManifest } from '../../component-parts.ts';
import type { InstalledPackage } from '../package-state.ts';
import { audience, type Caller, type ComponentParts, mayReach, shortComponent } from './component-parts.ts';
import { javaError } from './java-error.ts';

/** The service that an intent names; throws where the caller may not reach it (ActiveServices.retrieveServiceLocked). */
export function findService(
  parts: Pick<ComponentParts, 'packages'>,
  caller: Caller,
  { component }: Intent,
): { readonly known: InstalledPackage; readonly manifest: ServiceManifest } | undefined {
  const [userId] = audience(parts, caller);
  const known = userId === undefined ? undefined : parts.packages.get(component?.package ?? '', userId);
  const manifest = known?.app?.manifest.services?.find((one) => one.name === component?.activity);
  if (known === undefined || manifest === undefined) return undefined;
  const name = shortComponent(known.package, manifest.name);
  const denial = `Permission Denial: Accessing service ${name} from pid=${caller.pid}, uid=${caller.uid}`;
  if (manifest.jobs === true && caller.uid !== 1000 && caller.uid !== 0)
    throw javaError('SecurityException', `${denial} requires android.permission.BIND_JOB_SERVICE`);
  if (!mayReach(caller, manifest, known.uid))
    throw javaError('SecurityException', `${denial} that is not exported from uid ${known.uid}`);
  return { known, manifest };
}
