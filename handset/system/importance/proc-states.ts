/**
 * Process state codes as `dumpsys activity` prints them, the most important first, in the order of their numbers
 * (ActivityManager.PROCESS_STATE_*, ProcessList.makeProcStateString). The order is that of Android 9 (haval_a9: `FGS` is
 * 3, `SVC` 9, `HOME` 13, `LAST` 14, `CEM` 18), to which later versions added.
 */
const STATES = [
  'PER',
  'PERU',
  'TOP',
  'FGSL',
  'BTOP',
  'FGS',
  'BFGS',
  'IMPF',
  'IMPB',
  'TRNB',
  'BKUP',
  'SVC',
  'RCVR',
  'TPSL',
  'HVY',
  'HOME',
  'LAST',
  'CAC',
  'CACC',
  'CRE',
  'CEM',
  'NONE',
] as const;

export type ProcState = (typeof STATES)[number];

const NAMES: Readonly<Record<ProcState, string>> = {
  PER: 'PERSISTENT',
  PERU: 'PERSISTENT_UI',
  TOP: 'TOP',
  FGSL: 'FOREGROUND_SERVICE_LOCATION',
  BTOP: 'BOUND_TOP',
  FGS: 'FOREGROUND_SERVICE',
  BFGS: 'BOUND_FOREGROUND_SERVICE',
  IMPF: 'IMPORTANT_FOREGROUND',
  IMPB: 'IMPORTANT_BACKGROUND',
  TRNB: 'TRANSIENT_BACKGROUND',
  BKUP: 'BACKUP',
  SVC: 'SERVICE',
  RCVR: 'RECEIVER',
  TPSL: 'TOP_SLEEPING',
  HVY: 'HEAVY_WEIGHT',
  HOME: 'HOME',
  LAST: 'LAST_ACTIVITY',
  CAC: 'CACHED_ACTIVITY',
  CACC: 'CACHED_ACTIVITY_CLIENT',
  CRE: 'CACHED_RECENT',
  CEM: 'CACHED_EMPTY',
  NONE: 'NONEXISTENT',
};

/** The state's number in that version: 10 alone has a state for foreground services of location, and from it on there is BOUND_TOP. */
export function procStateNumber(state: ProcState, api: number): number {
  const known = STATES.filter((one) => (one !== 'FGSL' || api === 29) && (one !== 'BTOP' || api >= 29));
  return Math.max(0, known.indexOf(state));
}

/** `FOREGROUND_SERVICE`, as constants and `am get-uid-state` name it. */
export function procStateName(state: ProcState): string {
  return NAMES[state];
}

/** Whether the first is at least as important as the second. */
export function atLeast(state: ProcState, other: ProcState): boolean {
  return STATES.indexOf(state) <= STATES.indexOf(other);
}
