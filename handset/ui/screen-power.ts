/** The display's light, and the lock before it. */
export interface ScreenPower {
  awake(): boolean;
  locked(): boolean;
  /** Dark, and locked as a phone with a swipe lock is. */
  sleep(): void;
  wake(): void;
  /** As a swipe over the lock screen does: there is no PIN. */
  unlock(): void;
  onChange(listener: () => void): void;
}

export function createScreenPower(): ScreenPower {
  let awake = true;
  let locked = false;
  const listeners: (() => void)[] = [];
  const become = (next: { readonly awake: boolean; readonly locked: boolean }): void => {
    if (next.awake === awake && next.locked === locked) return;
    ({ awake, locked } = next);
    for (const listener of listeners) listener();
  };
  return {
    awake: () => awake,
    locked: () => locked,
    sleep: () => become({ awake: false, locked: true }),
    wake: () => become({ awake: true, locked }),
    unlock: () => become({ awake, locked: false }),
    onChange: (listener) => void listeners.push(listener),
  };
}
