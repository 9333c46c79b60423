import type { Interval } from './moment.ts';
import type {
  HeldPermission,
  NotedAccess,
  PackageNotification,
  PendingJob,
  Signal,
  UidSocket,
} from './signal.ts';
import { IMAGE_SAVERS, type ProcessState } from './stimulus.ts';

/** Each comes about in its own way, and is opened by the phone itself as often as that way needs. */
export const UNATTENDED_KINDS = ['screenshot', 'photo', ...IMAGE_SAVERS] as const;
export type UnattendedKind = (typeof UNATTENDED_KINDS)[number];

/** What the phone itself says beside files and flows. Lines of `counters.jsonl`. */
export type CounterSample =
  /** Totals that the kernel counted for a UID on the phone's network interfaces, loopback left out. */
  | {
      readonly kind: 'uid-bytes';
      readonly hostMs: number;
      /** It was read between `hostMs` and then. */
      readonly untilMs?: number;
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
    }
  /** The register of operations of the target, read between `hostMs` and `untilMs`. */
  | {
      readonly kind: 'operations';
      readonly hostMs: number;
      readonly untilMs: number;
      readonly package: string;
      readonly noted: readonly NotedAccess[];
    }
  | {
      readonly kind: 'sockets';
      readonly hostMs: number;
      readonly uid: number;
      readonly sockets: readonly UidSocket[];
    }
  | {
      readonly kind: 'jobs';
      readonly hostMs: number;
      readonly package: string;
      readonly jobs: readonly PendingJob[];
    }
  | {
      readonly kind: 'permissions';
      readonly hostMs: number;
      readonly package: string;
      readonly requested: readonly string[];
      readonly held: readonly HeldPermission[];
    }
  | {
      readonly kind: 'notifications';
      readonly hostMs: number;
      readonly package: string;
      readonly shown: readonly PackageNotification[];
    }
  /** The phone's clock less the host's, true to `within` milliseconds. */
  | { readonly kind: 'clock'; readonly hostMs: number; readonly offsetMs: number; readonly withinMs: number }
  /**
   * A socket towards the proxy, or of the target's, from its coming to its going, by looks at the phone's socket table.
   * Times are the host's: it came after `openedAfterMs`, and was there at `openedByMs`.
   */
  | {
      readonly kind: 'socket';
      readonly hostMs: number;
      readonly uid: number;
      readonly socket: UidSocket;
      readonly openedAfterMs: number;
      readonly openedByMs: number;
      /** When it was seen last with neither side having ended it. */
      readonly openUntilMs: number;
      /** When it was seen gone; absent: it was there at the last look. */
      readonly goneByMs?: number;
    }
  /** The socket table was looked at from `fromMs` to `hostMs`, without pause but for these. */
  | {
      readonly kind: 'socket-watch';
      readonly hostMs: number;
      readonly fromMs: number;
      /** Sockets to this port lead to the proxy. */
      readonly proxyPort: number;
      readonly pauses: readonly Interval[];
    }
  /** Which packages have a UID; `system`: one of them came with the phone. */
  | {
      readonly kind: 'uid-packages';
      readonly hostMs: number;
      readonly uid: number;
      readonly packages: readonly string[];
      readonly system: boolean;
    }
  /** Which files in these directories were opened between `fromMs` and `hostMs`, by whomever: inotify does not tell. */
  | {
      readonly kind: 'openings';
      readonly hostMs: number;
      readonly fromMs: number;
      readonly directories: readonly string[];
      /** Nothing was missed meanwhile. */
      readonly complete: boolean;
      /** Each opening and each closing: the kernel tells two alike as one when they come at once, seldom both pairs. */
      readonly opened: readonly {
        readonly path: string;
        readonly atMs: number;
        readonly event: 'opened' | 'closed';
      }[];
    }
  /** No process of the target ran between `fromMs` and `hostMs`: what nobody watched meanwhile was not its doing. */
  | {
      readonly kind: 'target-absent';
      readonly hostMs: number;
      readonly fromMs: number;
      readonly proof: string;
    }
  /** The harness itself opened this file that often. */
  | {
      readonly kind: 'own-openings';
      readonly hostMs: number;
      readonly path: string;
      readonly times: number;
      /** It tried to, and may not have got so far. */
      readonly uncertain?: true;
    }
  /** An image that was made while the target was stopped: how often it is opened is the phone's own doing. */
  | {
      readonly kind: 'unattended-image';
      readonly hostMs: number;
      readonly requestedMs: number;
      readonly image: UnattendedKind;
      readonly path: string;
    }
  /** The phone did not tell: the absence of a line says nothing then. */
  | {
      readonly kind: 'unobservable';
      readonly hostMs: number;
      readonly signal: Signal;
      readonly because: string;
    };
