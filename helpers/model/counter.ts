import type { ProcessState } from './stimulus.ts';

/** What the phone itself says beside files and flows. Lines of `counters.jsonl`. */
export type CounterSample =
  /** Totals that the kernel counted for a UID on the phone's network interfaces, loopback left out. */
  | {
      readonly kind: 'uid-bytes';
      readonly hostMs: number;
      readonly uid: number;
      readonly package?: string;
      readonly sentBytes: number;
      readonly receivedBytes: number;
      readonly source: 'dumpsys-netstats';
    }
  | {
      readonly kind: 'process-state';
      readonly hostMs: number;
      readonly package: string;
      readonly state: ProcessState;
      readonly pids: readonly number[];
      readonly proof: string;
    }
  /** A content observer on MediaStore. A frozen process still shows its observers. */
  | {
      readonly kind: 'observer';
      readonly hostMs: number;
      readonly uid: number;
      readonly pid: number;
      readonly uri: string;
    };
