import type { ProcessState } from '../model/stimulus.ts';

export interface UidState {
  /** ActivityManager's number; it differs between versions, which is why only the name counts. */
  readonly code: number;
  /** E.g. `TOP`, `SERVICE`, `CACHED_EMPTY`, `NONEXISTENT`. */
  readonly name: string;
  readonly state: ProcessState;
}

const FOREGROUND = new Set(['TOP', 'TOP_SLEEPING']);

/** Reads `am get-uid-state UID` (from Android 10): `15 (LAST_ACTIVITY)`. `undefined` where the phone does not know it. */
export function parseUidState(output: string): UidState | undefined {
  const match = /^(-?\d+) \((\w+)\)\s*$/.exec(output);
  if (match?.[2] === undefined) return undefined;
  return { code: Number(match[1]), name: match[2], state: stateOf(match[2]) };
}

function stateOf(name: string): ProcessState {
  if (FOREGROUND.has(name)) return 'foreground';
  if (name === 'NONEXISTENT') return 'stopped';
  return name === 'LAST_ACTIVITY' || name.startsWith('CACHED_') ? 'cached' : 'background';
}
