/** What else than an activity keeps a process important, for as long as somebody holds it so. */
export type HoldKind =
  | 'instrumentation'
  | 'receiver'
  | 'executing-service'
  | 'foreground-service'
  | 'job'
  | 'started-service';

/** What a hold makes of a process: OomAdjuster.computeOomAdjLocked of Android 11, and of 9 by haval_a9. */
export interface HeldImportance {
  readonly adj: number;
  readonly state: 'FGS' | 'RCVR' | 'SVC' | 'IMPB' | 'TRNB';
  readonly because: string;
  readonly foreground: boolean;
}

/**
 * A job's service is bound by the system with BIND_NOT_FOREGROUND, and from 12 on with BIND_NOT_PERCEPTIBLE too
 * (JobServiceContext); the state of a client that is so bound is IMPB up to 9 (haval_a9), TRNB from 10 on. The adj of
 * jobs is read from the flags' treatment in OomAdjuster, not from a dump.
 */
export function heldImportance(kind: HoldKind, api: number): HeldImportance {
  switch (kind) {
    case 'instrumentation':
      return { adj: 0, state: 'FGS', because: 'instrumentation', foreground: true };
    case 'receiver':
      return { adj: 0, state: 'RCVR', because: 'broadcast', foreground: false };
    case 'executing-service':
      return { adj: 0, state: 'SVC', because: 'exec-service', foreground: false };
    case 'foreground-service':
      return { adj: 200, state: 'FGS', because: 'fg-service', foreground: true };
    case 'job':
      return {
        adj: api >= 31 ? 250 : 100,
        state: api >= 29 ? 'TRNB' : 'IMPB',
        because: 'service',
        foreground: false,
      };
    case 'started-service':
      return { adj: 500, state: 'SVC', because: 'started-services', foreground: false };
  }
}
