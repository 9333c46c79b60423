import type { Bundle } from '../model/bundle.ts';
import type { CounterSample } from '../model/counter.ts';
import type { ConnectionFlow } from '../model/flow.ts';
import type { Gap } from '../model/gap.ts';
import type { Interval } from '../model/moment.ts';
import { directSockets } from './direct-sockets.ts';
import { countedConnections, explainedBefore, explainedBytes } from './explained-bytes.ts';
import { isoTime } from './iso-time.ts';

type Reading = Extract<CounterSample, { kind: 'uid-bytes' }>;

/**
 * The fewest bytes of an image that a detector takes for evidence (64), in one datagram without anything around them:
 * IPv4 (20, RFC 791) and UDP (8, RFC 768) headers are counted by the kernel, too. By TCP it takes more.
 */
const SMALLEST_LEAK_ON_THE_WIRE = 64 + 20 + 8;

/** What the kernel counted of the target between two readings, beyond what the proxy saw. */
interface Window {
  readonly during: Interval;
  readonly bytes: number;
}

/**
 * The phone reaches the proxy over its own loopback, which the kernel does not count for an app: whatever it counted
 * went round the proxy (rule 6). Where it reaches the proxy over its network, what the target's recorded connections
 * explain at the least is subtracted, and all that is left may have gone round it. Each stretch between two readings is judged by
 * itself. Nothing of an image can be in what went before the first one was asked for, nor in all the rest together where that
 * is less than the smallest leak.
 */
export function unaccountedBytes(bundle: Bundle): readonly Gap[] {
  const readings = bundle.counters
    .flatMap((sample) => (sample.kind === 'uid-bytes' && sample.uid === bundle.run.app.uid ? [sample] : []))
    .sort((a, b) => a.hostMs - b.hostMs || a.sentBytes - b.sentBytes);
  if (!spans(bundle, readings)) return [missing()];
  const firstImageMs = Math.min(...bundle.stimuli.map(({ requested }) => requested.hostMs));
  // What was sent while the first reading was taken may be in it, and explains nothing that came after.
  const firstMs = readings[0]?.untilMs ?? readings[0]?.hostMs ?? 0;
  const counted = countedConnections(bundle).filter(({ openedMs }) => openedMs >= firstMs);
  const lastMs = readings.at(-1)?.hostMs ?? 0;
  const windows = joined(windowsOf(readings), counted).map(({ during, bytes }) => ({
    during,
    bytes:
      bytes -
      explainedBytes(counted.filter((one) => isWithin(one, during))) -
      explainedBefore(
        bundle,
        counted.filter((one) => outlasts(one, during)),
        lastMs,
      ),
  }));
  const rests = windows.filter(({ during, bytes }) => during.toMs >= firstImageMs && bytes !== 0);
  const wentBackwards = rests.some(({ bytes }) => bytes < 0);
  const together = rests.reduce((sum, { bytes }) => sum + bytes, 0);
  if (!wentBackwards && together < SMALLEST_LEAK_ON_THE_WIRE) return [];
  return rests.map((window) => unaccounted(bundle, window, together));
}

function windowsOf(readings: readonly Reading[]): readonly Window[] {
  return readings.slice(1).flatMap((reading, index) => {
    const before = readings[index];
    if (before === undefined) return [];
    const during = { fromMs: before.hostMs, toMs: reading.untilMs ?? reading.hostMs };
    return [{ during, bytes: reading.sentBytes - before.sentBytes }];
  });
}

/** Nobody knows how much of a connection went before a reading and how much after it: its windows are judged as one. */
function joined(windows: readonly Window[], connections: readonly ConnectionFlow[]): readonly Window[] {
  const wide: Window[] = [];
  for (const window of windows) {
    const borderMs = window.during.fromMs;
    const crosses = connections.some((one) => one.openedMs <= borderMs && one.closedMs >= borderMs);
    const last = crosses ? wide.pop() : undefined;
    const fromMs = last?.during.fromMs ?? borderMs;
    wide.push({ during: { fromMs, toMs: window.during.toMs }, bytes: (last?.bytes ?? 0) + window.bytes });
  }
  return wide;
}

/** Only of the last stretch, as it joins all others that it reaches into. */
function outlasts({ openedMs, closedMs }: ConnectionFlow, { fromMs, toMs }: Interval): boolean {
  return openedMs >= fromMs && openedMs <= toMs && closedMs > toMs;
}

/** One that was there before all readings explains nothing in them. */
function isWithin({ openedMs, closedMs }: ConnectionFlow, { fromMs, toMs }: Interval): boolean {
  return openedMs >= fromMs && closedMs <= toMs;
}

function unaccounted(bundle: Bundle, { during, bytes }: Window, together: number): Gap {
  const when = `between ${isoTime(during.fromMs)} and ${isoTime(during.toMs)}`;
  return {
    code: 'bytes-unaccounted',
    channel: 'traffic',
    during,
    because:
      bytes < 0
        ? `the phone’s counter of the bytes that the app sent is ${-bytes} too low for what was recorded ${when}`
        : `the phone counted ${bytes} bytes that the app sent round the proxy ${when}${directSockets(bundle, during)}; ${together} in all since the first image, and ${SMALLEST_LEAK_ON_THE_WIRE} are enough for the smallest part of one that would be evidence`,
    remedy: 'find the connections that do not use the phone’s proxy setting',
  };
}

function missing(): Gap {
  return {
    code: 'counters-missing',
    channel: 'traffic',
    because: 'the phone’s byte counters of the app were not read before and after',
    remedy: 'use a phone whose `dumpsys netstats` has a section per UID',
  };
}

/** Whether the readings hold everything that the target was given to react to. */
function spans(bundle: Bundle, readings: readonly Reading[]): boolean {
  const fromMs = readings[0]?.hostMs ?? Number.POSITIVE_INFINITY;
  const toMs = readings.at(-1)?.hostMs ?? Number.NEGATIVE_INFINITY;
  const requested = bundle.stimuli.map((stimulus) => stimulus.requested.hostMs);
  const ended = bundle.timeline.flatMap(({ kind, at }) => (kind === 'scenario-ended' ? [at.hostMs] : []));
  return (
    fromMs < toMs &&
    requested.every((one) => fromMs <= one) &&
    [...requested, ...ended].every((one) => one <= toMs)
  );
}
