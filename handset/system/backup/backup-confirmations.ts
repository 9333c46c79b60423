/** What the owner of the phone is asked before data flows over adb. */
interface AskedConfirmation {
  /** What the activity is started with (`conftoken`). */
  readonly token: string;
  readonly answer: Promise<boolean>;
  /** Nobody waits any more: later answers count for nothing, and whoever shows progress may end. */
  over(): void;
}

/** The questions that BackupManagerService has open, which the activity of com.android.backupconfirm answers. */
export interface BackupConfirmations {
  ask(): AskedConfirmation;
  /** `acknowledgeAdbBackupOrRestore`: a token that nobody waits for is ignored. Resolves when the work is done. */
  acknowledge(token: string, allowed: boolean): Promise<void>;
}

interface Later<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
}

export function createBackupConfirmations(): BackupConfirmations {
  const open = new Map<string, { readonly answered: Later<boolean>; readonly ended: Later<void> }>();
  let asked = 0;
  return {
    ask() {
      asked += 1;
      const token = String(asked);
      const answered = later<boolean>();
      const ended = later<void>();
      open.set(token, { answered, ended });
      return {
        token,
        answer: answered.promise,
        over() {
          open.delete(token);
          ended.resolve();
        },
      };
    },
    async acknowledge(token, allowed) {
      const one = open.get(token);
      one?.answered.resolve(allowed);
      if (allowed) await one?.ended.promise;
    },
  };
}

function later<T>(): Later<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
