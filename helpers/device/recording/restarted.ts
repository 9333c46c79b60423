import type { ObservedState } from '../process-state.ts';

/**
 * A process that runs although its forerunners were killed, and the user did not open the app since: it came back by
 * itself. What is frozen or gone, or in front, is called that.
 */
export function asRestarted(
  observed: ObservedState,
  killedPids: readonly number[] | undefined,
): ObservedState {
  if (killedPids === undefined || observed.pids.some((pid) => killedPids.includes(pid))) return observed;
  if (observed.state !== 'background' && observed.state !== 'cached') return observed;
  const proof = `killed: ${killedPids.join(', ') || 'none ran'}; now: ${observed.pids.join(', ')}; ${observed.proof}`;
  return { ...observed, state: 'restarted', proof };
}
