import type { PhoneProcess } from './process.ts';

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
  /** Its jobs and alarms are cancelled, and it gets no broadcasts until something of it is started. */
  | { readonly kind: 'force-stopped'; readonly package: string }
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
