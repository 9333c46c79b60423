import { userIdOf } from './package-state.ts';
import type { PhoneProcess } from './process.ts';

export interface ForceStop {
  readonly package: string;
  /** Undefined: of all users. */
  readonly userId: number | undefined;
}

/** What the activity manager tells the rest of the system. */
type ActivityEvent =
  | {
      readonly kind: 'resumed' | 'paused' | 'stopped' | 'destroyed';
      readonly process: PhoneProcess;
      readonly activity: string;
    }
  | { readonly kind: 'process-ended'; readonly process: PhoneProcess }
  /** It is still there and ends next; `visible` when it was what the user saw. */
  | { readonly kind: 'crashed'; readonly process: PhoneProcess; readonly visible: boolean }
  /** It was in front and did not take input in time. */
  | { readonly kind: 'not-responding'; readonly process: PhoneProcess }
  /** Of one user, or of all: its jobs and alarms are cancelled, and it gets no broadcasts until something of it is started. */
  | ({ readonly kind: 'force-stopped' } & ForceStop)
  /** The mode of one of its operations may be another one. */
  | { readonly kind: 'mode-changed'; readonly package: string; readonly userId: number }
  /** Its background services are stopped. */
  | { readonly kind: 'uid-idle'; readonly uid: number };

export interface ActivityEvents {
  /** Calls for each event until the returned function is called. */
  on(listener: (event: ActivityEvent) => void): () => void;
  tell(event: ActivityEvent): void;
}

export function createActivityEvents(): ActivityEvents {
  const listeners = new Set<(event: ActivityEvent) => void>();
  return {
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(event) {
      for (const listener of listeners) listener(event);
    },
  };
}

/** Whether an app that is known by its package and uid was stopped by force. */
export function stops(
  event: ForceStop,
  { package: name, uid }: { readonly package: string; readonly uid: number },
): boolean {
  return event.package === name && (event.userId ?? userIdOf(uid)) === userIdOf(uid);
}
