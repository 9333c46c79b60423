import type { CounterSample } from '../../model/counter.ts';
import { SIGNALS, type Signal } from '../../model/signal.ts';
import { parseAppOps } from '../app-ops.ts';
import { parseMediaObservers } from '../content-observers.ts';
import { parseNetworkCounters } from '../network-counters.ts';
import { parseNotifications } from '../package-notifications.ts';
import { parsePermissions } from '../package-permissions.ts';
import { parsePendingJobs } from '../pending-jobs.ts';
import { parseProcessState } from '../process-state.ts';
import { parseUidSockets } from '../uid-sockets.ts';

/** One sampling: what the phone said to each command, and between which moments of host time. */
export interface SignalAnswers {
  readonly sections: ReadonlyMap<string, string>;
  readonly packageName: string;
  readonly uid: number;
  readonly startedMs: number;
  readonly endedMs: number;
}

/** The counter lines of one sampling. What was not understood is recorded as not observable, in the phone's words. */
export function signalLines(answers: SignalAnswers): readonly CounterSample[] {
  return SIGNALS.flatMap((signal) => {
    const said = answers.sections.get(signal);
    const lines = said === undefined ? undefined : READERS[signal](said, answers);
    return lines ?? [unobservable(signal, answers.startedMs, said)];
  });
}

export function unobservable(signal: Signal, hostMs: number, said: string | undefined): CounterSample {
  const words = said?.trim().split('\n')[0]?.slice(0, 200);
  const because = words === undefined || words === '' ? 'the phone printed nothing' : words;
  return { kind: 'unobservable', hostMs, signal, because };
}

type Reader = (said: string, answers: SignalAnswers) => readonly CounterSample[] | undefined;

const READERS: Readonly<Record<Signal, Reader>> = {
  clock: readClock,
  operations(said, { packageName, startedMs, endedMs }) {
    const noted = parseAppOps(said, packageName);
    if (noted === undefined) return undefined;
    const atMs = (agoMs: number): number => Math.round((startedMs + endedMs) / 2 - agoMs);
    const line = { kind: 'operations', hostMs: startedMs, untilMs: endedMs, package: packageName } as const;
    return [{ ...line, noted: noted.map(({ agoMs, ...one }) => ({ ...one, atMs: atMs(agoMs) })) }];
  },
  observers(said, { uid, startedMs }) {
    if (!/^\s*Observer tree:/m.test(said)) return undefined;
    const own = parseMediaObservers(said).filter((one) => one.uid === uid);
    return own.map((one) => ({ kind: 'observer', hostMs: startedMs, ...one }));
  },
  process(said, { packageName, uid, startedMs }) {
    if (!/^\s*(?:UID states:|Process LRU list|All known processes:)/m.test(said)) return undefined;
    const state = parseProcessState(said, packageName, uid);
    return [{ kind: 'process-state', hostMs: startedMs, package: packageName, ...state }];
  },
  sockets(said, { uid, startedMs }) {
    const [tcp = '', udp = ''] = said.split(/^udp$/m);
    const open = [parseUidSockets(tcp, 'tcp', uid), parseUidSockets(udp, 'udp', uid)];
    if (open.some((one) => one === undefined)) return undefined;
    return [{ kind: 'sockets', hostMs: startedMs, uid, sockets: open.flatMap((one) => one ?? []) }];
  },
  jobs(said, { packageName, startedMs }) {
    if (!/^\s*(?:Settings:|Started users:|Registered \d+ jobs:|Active jobs:)/m.test(said)) return undefined;
    const jobs = parsePendingJobs(said, packageName);
    return [{ kind: 'jobs', hostMs: startedMs, package: packageName, jobs }];
  },
  permissions(said, { packageName, startedMs }) {
    const permissions = parsePermissions(said, packageName);
    return permissions && [{ kind: 'permissions', hostMs: startedMs, package: packageName, ...permissions }];
  },
  notifications(said, { packageName, startedMs }) {
    const shown = parseNotifications(said, packageName);
    return shown && [{ kind: 'notifications', hostMs: startedMs, package: packageName, shown }];
  },
  bytes(said, { packageName, uid, startedMs, endedMs }) {
    // Without the poll the numbers are old: equal before and after, they would explain away what was sent.
    if (!/^Forced poll\r?$/m.test(said)) return undefined;
    const totals = parseNetworkCounters(said);
    if (totals === undefined) return undefined;
    const { sentBytes, receivedBytes } = totals.get(uid) ?? { sentBytes: 0, receivedBytes: 0 };
    const line = { kind: 'uid-bytes', uid, package: packageName, source: 'dumpsys-netstats' } as const;
    return [{ ...line, hostMs: startedMs, untilMs: endedMs, sentBytes, receivedBytes }];
  },
};

/**
 * By the clock at the script's start and at its end: what the host waited longer than the phone says is the way there
 * and back, and nobody knows how it is shared.
 */
function readClock(
  said: string,
  { sections, startedMs, endedMs }: SignalAnswers,
): readonly CounterSample[] | undefined {
  const first = epochMs(said);
  const last = epochMs(sections.get('end') ?? '');
  if (first === undefined || last === undefined || last < first) return undefined;
  const onTheWayMs = Math.max(0, endedMs - startedMs - (last - first));
  const offsetMs = Math.round(first - startedMs - onTheWayMs / 2);
  return [{ kind: 'clock', hostMs: startedMs, offsetMs, withinMs: Math.ceil(onTheWayMs / 2) }];
}

function epochMs(text: string): number | undefined {
  const seconds = /^(\d{1,12}\.\d+)\s*$/.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
