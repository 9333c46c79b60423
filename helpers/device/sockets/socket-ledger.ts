import type { CounterSample } from '../../model/counter.ts';
import type { Interval } from '../../model/moment.ts';
import type { SocketLine, SocketRow } from './socket-line.ts';

type Looked = Extract<SocketLine, { kind: 'looked' }>;
type SocketSample = Extract<CounterSample, { kind: 'socket' }>;

/** What the looks at the socket tables come to: when each socket came and went, and when nobody looked. */
export interface SocketLedger {
  /** `arrivedMs` by the host's clock: the line was printed just before. */
  looked(line: Looked, arrivedMs: number): void;
  /** Sockets that have gone since the last time, and how well was looked. */
  take(): readonly CounterSample[];
  /** The looking has ended: what was there at the last look is told as well. */
  end(): readonly CounterSample[];
}

interface Held {
  readonly row: SocketRow;
  readonly openedAfterMs: number;
  readonly openedByMs: number;
  openUntilMs: number;
  wholly: boolean;
}

/** SYN_SENT and ESTABLISHED; what is over UDP has no other states. */
const OPEN = new Set(['01', '02']);
/** In these the kernel still knows whose it is: of what was closed by its owner it says UID 0. */
const OWNED = new Set([...OPEN, '08']);
/** Looks are 20 ms apart by the script; more than this is a pause, in which a connection may have come and gone. */
const PAUSE_MS = 80;
/** The way from the phone is never known exactly: the quickest of so many lines is the best guess. */
const LINES_FOR_OFFSET = 16;

/** `proxyPort` as in the script. */
export function createSocketLedger(proxyPort: number): SocketLedger {
  const held = new Map<string, Held>();
  const gone: SocketSample[] = [];
  const offsets: number[] = [];
  let pauses: Interval[] = [];
  let firstMs: number | undefined;
  let lastMs: number | undefined;

  function take(): readonly CounterSample[] {
    if (firstMs === undefined || lastMs === undefined) return [];
    const watch = { kind: 'socket-watch', hostMs: lastMs, fromMs: firstMs, proxyPort, pauses } as const;
    pauses = [];
    firstMs = lastMs;
    return [...gone.splice(0), watch];
  }

  return {
    looked({ atMs, rows }, arrivedMs) {
      offsets.push(arrivedMs - (atMs.at(-1) ?? arrivedMs));
      if (offsets.length > LINES_FOR_OFFSET) offsets.shift();
      const times = atMs.map((ms) => Math.round(ms + Math.min(...offsets)));
      const now = times.at(-1) ?? arrivedMs;
      pauses.push(...pausesBetween(lastMs === undefined ? times : [lastMs, ...times]));
      // What the first look shows may have been there for long.
      gone.push(...compare(held, rows.filter(isOwned), { beforeMs: times.at(-2) ?? lastMs ?? 0, now }));
      firstMs ??= times[0];
      lastMs = now;
    },
    take,
    end() {
      const left = [...held.values()].map((one) => sampleOf(one, lastMs ?? one.openedByMs));
      held.clear();
      return [...left, ...take()];
    },
  };
}

function pausesBetween(times: readonly number[]): readonly Interval[] {
  return times.flatMap((toMs, index) => {
    const fromMs = times[index - 1] ?? toMs;
    return toMs - fromMs > PAUSE_MS ? [{ fromMs, toMs }] : [];
  });
}

/** Brings what is held to the look at `now`; up to the look before it, all was as the line before had it. */
function compare(
  held: Map<string, Held>,
  rows: readonly SocketRow[],
  { beforeMs, now }: { readonly beforeMs: number; readonly now: number },
): readonly SocketSample[] {
  for (const one of held.values()) if (one.wholly) one.openUntilMs = Math.max(one.openUntilMs, beforeMs);
  const seen = new Set<string>();
  for (const row of rows) {
    const key = keyOf(row);
    seen.add(key);
    const fresh = { row, openedAfterMs: beforeMs, openedByMs: now, openUntilMs: now, wholly: true };
    const known = held.get(key) ?? fresh;
    known.wholly &&= row.protocol === 'udp' || OPEN.has(row.state);
    if (known.wholly) known.openUntilMs = now;
    held.set(key, known);
  }
  return [...held].flatMap(([key, one]) => {
    if (seen.has(key)) return [];
    held.delete(key);
    return [{ ...sampleOf(one, now), goneByMs: now }];
  });
}

function isOwned({ protocol, state, uid }: SocketRow): boolean {
  return protocol === 'udp' || OWNED.has(state) || uid !== 0;
}

function keyOf({ protocol, localAddress, localPort, remoteAddress, remotePort, uid }: SocketRow): string {
  return [protocol, localAddress, localPort, remoteAddress, remotePort, uid].join(' ');
}

function sampleOf({ row, openedAfterMs, openedByMs, openUntilMs }: Held, hostMs: number): SocketSample {
  const { uid, ...socket } = row;
  return { kind: 'socket', hostMs, uid, socket, openedAfterMs, openedByMs, openUntilMs };
}
