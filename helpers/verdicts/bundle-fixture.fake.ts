import type { Artifact } from '../model/artifact.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Channel, Era, Predicate } from '../model/claim.ts';
import type { ExchangeFlow } from '../model/flow.ts';
import { parseArtifactId, parseFlowId, type StimulusId } from '../model/ids.ts';
import type { RunRecord } from '../model/run.ts';
import type { ProcessState, Stimulus } from '../model/stimulus.ts';
import type { TimelineEvent } from '../model/timeline.ts';
import type { Verdict } from '../model/verdict.ts';
import { CACHE, CLEAN, hashOf, reading } from './clean-run.fake.ts';
import { judge } from './judge.ts';

/** Something that is different from the run in which nothing is wrong. */
export type Change = (bundle: Bundle) => Bundle;

export function bundleOf(...changes: readonly Change[]): Bundle {
  return changes.reduce((bundle, change) => change(bundle), CLEAN);
}

export function verdictOn(bundle: Bundle, predicate: Predicate): Verdict {
  const found = judge(bundle).claims.find(({ claim }) => claim === predicate);
  if (found === undefined) throw new Error(`the bundle has no claim ${predicate}`);
  return found.verdict;
}

/** The codes of the gaps that keep a claim undecided; empty for any other verdict. */
export function gapsOn(bundle: Bundle, predicate: Predicate): readonly string[] {
  const verdict = verdictOn(bundle, predicate);
  return verdict.kind === 'inconclusive' ? verdict.gaps.map(({ code }) => code) : [];
}

function holding(bundle: Bundle, bytes: Uint8Array): Bundle {
  const own = hashOf(bytes);
  return { ...bundle, contentOf: (sha256) => (sha256 === own ? bytes : bundle.contentOf(sha256)) };
}

/** A file with these bytes appeared: in the target's external cache and between the passes at 50 and 300, if not said otherwise. */
export function file(bytes: Uint8Array, differs: Partial<Artifact> = {}): Change {
  return (bundle) => ({
    ...holding(bundle, bytes),
    artifacts: [
      ...bundle.artifacts,
      {
        id: parseArtifactId(`artifact-${bundle.artifacts.length + 1}`),
        path: `${CACHE}/uil-images/1`,
        reach: 'app-external-storage',
        event: 'created',
        pass: 2,
        notBeforeMs: 50,
        seenMs: 305,
        content: { kind: 'stored', sha256: hashOf(bytes), bytes: bytes.length },
        ...differs,
      },
    ],
  });
}

/** A request with this body was sent: to the vendor at 250, if not said otherwise. */
export function upload(body: Uint8Array, differs: Partial<ExchangeFlow> = {}): Change {
  return (bundle) => ({
    ...holding(bundle, body),
    flows: [
      ...bundle.flows,
      {
        kind: 'exchange',
        id: parseFlowId(`flow-${bundle.flows.length + 1}`),
        connection: parseFlowId('connection-1'),
        startedMs: 250,
        endedMs: (differs.startedMs ?? 250) + 10,
        scheme: 'https',
        host: 'up.jd.com',
        port: 443,
        method: 'POST',
        url: 'https://up.jd.com/send',
        httpVersion: '1.1',
        requestHeaders: [],
        request: { sha256: hashOf(body), bytes: body.length, complete: true },
        ...differs,
      },
    ],
  });
}

/** The user sent an image from the prompt. */
export function consent(
  stimulus: StimulusId,
  hostMs: number,
  hosts: readonly string[] = ['*.jd.com'],
): Change {
  const at = { hostMs };
  return event({ kind: 'consent', at, consent: { kind: 'image-sent', stimulus, hosts, at } });
}

export function event(added: TimelineEvent): Change {
  return (bundle) => ({ ...bundle, timeline: [...bundle.timeline, added] });
}

/** Where the harness itself captured the screen into a file. */
export const RAW = '/sdcard/Pictures/telltale-raw-1.png';

export function rawCapture(detail: string): Change {
  const control = { name: 'r', channel: 'shared-storage', plants: 'no-leak', found: false, detail } as const;
  return event({ kind: 'control', at: { hostMs: 260 }, control });
}

export function without(gone: (event: TimelineEvent) => boolean): Change {
  return (bundle) => ({ ...bundle, timeline: bundle.timeline.filter((one) => !gone(one)) });
}

export function withoutControl(channel: Channel): Change {
  return without((one) => one.kind === 'control' && one.control.channel === channel);
}

export function stimulus(id: StimulusId, differs: Partial<Stimulus>): Change {
  return ({ stimuli, ...rest }) => ({
    ...rest,
    stimuli: stimuli.map((one) => (one.id === id ? { ...one, ...differs } : one)),
  });
}

export function run(differs: Partial<RunRecord>): Change {
  return (bundle) => ({ ...bundle, run: { ...bundle.run, ...differs } });
}

/** The installed version's era; `undefined` for a version that the profile does not know. */
export function era(known: Era | undefined): Change {
  return (bundle) => {
    const { era: _, ...app } = bundle.run.app;
    return run({ app: known === undefined ? app : { ...app, era: known } })(bundle);
  };
}

/** What the kernel counted for the target, in readings of [time, bytes sent]. */
export function counted(...readings: readonly (readonly [hostMs: number, sentBytes: number])[]): Change {
  return (bundle) => ({
    ...bundle,
    counters: [
      ...bundle.counters.filter(({ kind }) => kind !== 'uid-bytes'),
      ...readings.map(([hostMs, sentBytes]) => reading(hostMs, sentBytes)),
    ],
  });
}

/** One more line of what the phone said. */
export function counter(added: Bundle['counters'][number]): Change {
  return (bundle) => ({ ...bundle, counters: [...bundle.counters, added] });
}

/** On Android 14, which notes an app's first reading: there the register of operations can show that none was. */
export const ANDROID_14: Change = (bundle) =>
  run({ device: { ...bundle.run.device, androidRelease: '14', sdk: 34 } })(bundle);

/** Android tells an app in the background of a new image so late. */
export function toldLate(noticeDelayMs: number): Change {
  return (bundle) => run({ device: { ...bundle.run.device, noticeDelayMs } })(bundle);
}

/** What the phone showed of the target's process. */
export function processSeen(hostMs: number, state: ProcessState): Change {
  return counter({ kind: 'process-state', hostMs, package: 'com.jd.jrapp', state, pids: [], proof: 'p' });
}
