import type { EngineChoice } from '../messages.ts';
import { findMitmdump } from '../mitmdump/find-mitmdump.ts';

/** What can be tried on this machine. CI has mitmdump; where it is not installed its part is left out. */
export async function enginesOn(searchPath: string | undefined): Promise<readonly EngineChoice[]> {
  const mitmdump = await findMitmdump(searchPath ?? '');
  return [
    { kind: 'mockttp' },
    ...(mitmdump === undefined ? [] : [{ kind: 'mitmdump', ...mitmdump } as const]),
  ];
}
