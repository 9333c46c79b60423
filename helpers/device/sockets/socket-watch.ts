import type { Adb } from '../adb.ts';
import type { RunningProcess } from '../process-runner.ts';
import type { RecordingSink } from '../recording-sink.ts';
import { waitFor } from '../wait.ts';
import { createSocketLedger, type SocketLedger } from './socket-ledger.ts';
import { createSocketLineReader } from './socket-line.ts';
import { socketScript } from './socket-script.ts';
import { readUidPackages } from './uid-packages.ts';

/** Looks at the phone's socket tables all the time: whose each connection is, and what goes round the proxy. */
export interface SocketWatch {
  /** Records what has come and gone since the last time; begins anew what has ended. */
  take(): Promise<void>;
  /** Records the rest, and ends it on the phone. */
  close(): Promise<void>;
}

interface SocketWatchParts {
  readonly adb: Adb;
  readonly sink: Pick<RecordingSink, 'counter'>;
  readonly nonce: string;
  readonly uid: number;
  readonly proxyPort: number;
}

interface Life {
  readonly running: RunningProcess;
  readonly ledger: SocketLedger;
  looked: boolean;
  blind: boolean;
  over: boolean;
}

const START_TIMEOUT_MS = 5_000;
const POLL_MS = 10;
const GRACE_MS = 5_000;
/** Beginning anew helps after a reboot or a cut connection, not on a phone that cannot. */
const MOST_LIVES = 20;

/** Begins, and waits for the first look. On a phone that shows no tables nothing is ever recorded. */
export async function startSocketWatch(parts: SocketWatchParts): Promise<SocketWatch> {
  let life = await startLife(parts);
  let lives = 1;
  const uids = new Set<number>();
  const record = (lines: ReturnType<SocketLedger['take']>): void => {
    for (const line of lines) {
      if (line.kind === 'socket') uids.add(line.uid);
      parts.sink.counter(line);
    }
  };
  return {
    async take() {
      if (!life.over) return record(life.ledger.take());
      if (life.blind || lives === MOST_LIVES) return;
      record(life.ledger.end());
      lives += 1;
      life = await startLife(parts);
    },
    async close() {
      await life.running.close(GRACE_MS);
      record(life.ledger.end());
      for (const line of await readUidPackages(parts.adb, uids)) parts.sink.counter(line);
    },
  };
}

async function startLife({ adb, nonce, uid, proxyPort }: SocketWatchParts): Promise<Life> {
  const mark = `N${nonce}`;
  const ledger = createSocketLedger(proxyPort);
  const reader = createSocketLineReader(mark, (line) => {
    if (line.kind === 'blind') life.blind = true;
    else ledger.looked(line, Date.now());
    life.looked = true;
  });
  const running = adb.start(socketScript({ mark, proxyPort, uid }), (chunk) => reader.push(chunk));
  const life: Life = { running, ledger, looked: false, blind: false, over: false };
  void running.ended.then(() => {
    life.over = true;
  });
  await waitFor(async () => (life.looked || life.over ? true : undefined), {
    timeoutMs: START_TIMEOUT_MS,
    everyMs: POLL_MS,
  });
  return life;
}
