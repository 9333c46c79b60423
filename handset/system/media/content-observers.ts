import { userIdOf } from '../package-state.ts';

/** Somebody who registered with `ContentResolver.registerContentObserver`. */
interface ContentObserver {
  readonly uri: string;
  /** `notifyForDescendants`. Absent: true. */
  readonly descendants?: boolean;
  readonly uid: number;
  /** Whose changes it hears of; absent: of the user as whom it runs. */
  readonly userId?: number;
  readonly pid: number;
  readonly onChange: (uri: string) => void;
}

/** ContentService's tree of observers. */
export interface ContentObservers {
  /** Returns what takes the observer away. */
  observe(observer: ContentObserver): () => void;
  observers(): readonly Omit<ContentObserver, 'onChange'>[];
  /** Tells those who look at the provider of one user: the owner where none is named (ContentService.notifyChange). */
  notify(uri: string, options?: { readonly skipsDescendants?: boolean; readonly userId?: number }): void;
  /** How many nodes the tree has, its root included: one per step of an address, kept when observers go. */
  nodes(): number;
}

/** ContentService.BACKGROUND_OBSERVER_DELAY of Android 11 and up: apps that are not in front hear late. */
const BACKGROUND_DELAY_MS = 10_000;
const FIRST_WITH_DELAY = 30;

export interface ObserverParts {
  readonly api: number;
  /** Whether a uid's process state is PROCESS_STATE_IMPORTANT_FOREGROUND or better. */
  important(uid: number): boolean;
  later(milliseconds: number, work: () => void): () => void;
}

export function createContentObservers({ api, important, later }: ObserverParts): ContentObservers {
  const observers = new Set<ContentObserver>();
  const nodes = new Set(['']);

  function tell(observer: ContentObserver, uri: string): void {
    const told = (): void => {
      if (observers.has(observer)) observer.onChange(uri);
    };
    if (api < FIRST_WITH_DELAY || important(observer.uid)) setImmediate(told);
    else later(BACKGROUND_DELAY_MS, told);
  }

  return {
    observe(observer) {
      observers.add(observer);
      for (const [index] of steps(observer.uri).entries())
        nodes.add(
          steps(observer.uri)
            .slice(0, index + 1)
            .join('/'),
        );
      return () => observers.delete(observer);
    },
    observers: () => [...observers],
    notify(uri, { skipsDescendants = false, userId = 0 } = {}) {
      for (const observer of observers)
        if (observerUser(observer) === userId && hears(observer, uri, skipsDescendants)) tell(observer, uri);
    },
    nodes: () => nodes.size,
  };
}

export function observerUser({ uid, userId }: Pick<ContentObserver, 'uid' | 'userId'>): number {
  return userId ?? userIdOf(uid);
}

/** ContentService.ObserverNode.collectObserversLocked and collectMyObserversLocked. */
function hears({ uri, descendants = true }: ContentObserver, changed: string, skips: boolean): boolean {
  const [own, notified] = [steps(uri), steps(changed)];
  const shared = Math.min(own.length, notified.length);
  for (let at = 0; at < shared; at += 1) if (own[at] !== notified[at]) return false;
  // At the address or below it: always, unless more precise news follows for those who want them.
  return own.length >= notified.length ? !(skips && descendants) : descendants;
}

function steps(uri: string): readonly string[] {
  return uri
    .replace(/^content:\/\//, '')
    .replace(/[?#].*$/s, '')
    .split('/')
    .filter((step) => step !== '');
}
