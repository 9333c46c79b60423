import type { ProcState } from '../../importance/proc-states.ts';

/** ActivityManager.printCapabilitiesSummary: of 11, with the power-restricted network (12), `FU` (14) and `AT` (16). */
function letters(api: number): string {
  if (api >= 36) return 'LCMNFUAT';
  if (api >= 34) return 'LCMNFU';
  return api >= 31 ? 'LCMN' : 'LCM';
}

/**
 * What a process may use besides what its permissions say: everything in front, dashes for the rest. That a foreground
 * service has none here but the network is by services without a type.
 */
export function capabilities(state: ProcState, api: number): string {
  const all = letters(api);
  if (state === 'PER' || state === 'PERU' || state === 'TOP') return all;
  return all.replaceAll(/./g, (letter) => (letter === 'N' && state === 'FGS' ? 'N' : '-'));
}
