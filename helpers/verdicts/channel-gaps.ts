import type { Bundle } from '../model/bundle.ts';
import type { Channel } from '../model/claim.ts';
import type { Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import type { Control } from '../model/timeline.ts';
import { attribute, misattributed } from './attribution.ts';
import { clockSkew } from './clock.ts';
import { coveringConsent } from './consent.ts';
import { failedExchanges } from './failed-exchanges.ts';
import { goneFiles } from './file-moments.ts';
import { lateControls } from './late-controls.ts';
import { opaqueArtifacts } from './opaque-artifacts.ts';
import { opaqueRequests } from './opaque-requests.ts';
import { readGaps } from './reads.ts';
import { roundTheProxy } from './round-the-proxy.ts';
import type { Search } from './searcher.ts';
import { unaccountedBytes } from './unaccounted-bytes.ts';
import { unreadConnections } from './unread-connections.ts';

/** Everything in the bundle that kept a detector from looking, or that nobody can answer for. */
export function channelGaps(bundle: Bundle, findings: readonly Finding[], search: Search): readonly Gap[] {
  return [
    ...wholeBundle(bundle),
    ...storage(bundle),
    ...controls(bundle),
    ...attributionControl(bundle),
    ...unreadConnections(bundle),
    ...failedExchanges(bundle),
    ...roundTheProxy(bundle),
    ...unaccountedBytes(bundle),
    ...opaqueRequests(bundle, search),
    ...opaqueArtifacts(bundle, search),
    ...unattributed(bundle, findings),
    ...stimuli(bundle),
    ...recordedGaps(bundle),
    ...readGaps(bundle),
    ...clockSkew(bundle),
  ];
}

/** What recording itself could not see. A version without the feature has no prompt that could be missed. */
function recordedGaps(bundle: Bundle): readonly Gap[] {
  const withdrawn = bundle.run.app.era === 'withdrawn';
  return bundle.timeline.flatMap((event) =>
    event.kind === 'gap' && !(withdrawn && event.gap.code === 'prompt-unseen') ? [event.gap] : [],
  );
}

function wholeBundle(bundle: Bundle): readonly Gap[] {
  const gaps: Gap[] = bundle.damage.map(({ file, line, because }) => ({
    code: 'bundle-cut-off',
    because: `${file}${line === undefined ? '' : `, line ${line}`}: ${because}`,
    remedy: 'judge the complete bundle, or repeat the run',
  }));
  if (bundle.seal.kind !== 'sealed') {
    gaps.push({
      code: 'bundle-unsealed',
      because:
        bundle.seal.kind === 'broken'
          ? `the bundle’s seal is broken: ${bundle.seal.because}`
          : 'the bundle was never sealed: the run did not come to its end',
      remedy: 'judge the bundle as it was sealed, or repeat the run',
    });
  }
  for (const event of bundle.timeline) {
    if (event.kind === 'fault')
      gaps.push({ code: 'harness-fault', because: `${event.what}: ${event.why}`, remedy: event.remedy });
  }
  return gaps;
}

function storage(bundle: Bundle): readonly Gap[] {
  const gaps = new Map<string, Gap>();
  for (const event of bundle.timeline) {
    if (event.kind !== 'watch-pass') continue;
    for (const root of event.pass.roots) {
      if (root.unreadable === undefined) continue;
      gaps.set(root.path, {
        code: root.reach === 'app-internal-storage' ? 'sandbox-unreadable' : 'storage-unreadable',
        channel: root.reach,
        because: `${root.path} could not be listed: ${root.unreadable}`,
        remedy:
          root.reach === 'app-internal-storage'
            ? 'use a phone with root, or an emulator'
            : 'use a phone that lets adb read it',
      });
    }
  }
  return [...gaps.values(), ...unwatched(bundle), ...goneFiles(bundle), ...lateControls(bundle)];
}

/** A stimulus must stand between two passes: before it was asked for, and after it was delivered. */
function unwatched(bundle: Bundle): readonly Gap[] {
  const passes = bundle.timeline.flatMap((event) => (event.kind === 'watch-pass' ? [event.pass] : []));
  return bundle.stimuli.flatMap((stimulus) => {
    const before = passes.some((pass) => pass.endedMs <= stimulus.requested.hostMs);
    const after = passes.some((pass) => pass.startedMs >= stimulus.delivery.at.hostMs);
    if (before && after) return [];
    return (['shared-storage', 'app-external-storage', 'app-internal-storage'] as const).map((channel) => ({
      code: 'storage-unreadable' as const,
      channel,
      scenario: stimulus.scenario,
      stimulus: stimulus.id,
      because: `storage was not listed ${before ? 'after' : 'before'} the stimulus ${stimulus.id}`,
      remedy: 'repeat the run',
    }));
  });
}

const CONTROLLED: readonly Channel[] = [
  'shared-storage',
  'app-external-storage',
  'app-internal-storage',
  'traffic',
];

/**
 * A channel works when it found what the harness planted on it, each time, and nothing that it was not to find. Silence of
 * an untested one proves nothing.
 */
function controls(bundle: Bundle): readonly Gap[] {
  const done = bundle.timeline.flatMap((event) => (event.kind === 'control' ? [event.control] : []));
  return CONTROLLED.flatMap((channel) => {
    const own = done.filter((control) => control.channel === channel);
    const wrong = own.find(({ plants, found }) => found === (plants === 'no-leak'));
    if (wrong === undefined && own.some(({ plants }) => plants !== 'no-leak')) return [];
    return [
      {
        code: 'control-missed' as const,
        channel,
        because: wrong === undefined ? `no control was planted on ${channel}` : wrongControl(wrong),
        remedy: 'find out why the channel is blind or sees what is not there, and repeat the run',
      },
    ];
  });
}

/** No page of the browser's may be taken for the target's: that is a control of each run, of who is blamed. */
function attributionControl(bundle: Bundle): readonly Gap[] {
  const connection = misattributed(bundle);
  if (connection === undefined) return [];
  return [
    {
      code: 'control-missed',
      channel: 'traffic',
      flow: connection,
      because: `a page that the phone’s browser opened (${connection}) was taken for the app’s, so that no connection is known to be anyone’s`,
      remedy: 'see the sockets in counters.jsonl, and repeat the run',
    },
  ];
}

function wrongControl({ name, plants, detail }: Control): string {
  return plants === 'no-leak'
    ? `what is no leak was taken for one: ${name} (${detail})`
    : `${name} was not found (${detail})`;
}

function unattributed(bundle: Bundle, findings: readonly Finding[]): readonly Gap[] {
  return findings.flatMap((finding): readonly Gap[] => {
    const { owner, because } = attribute(bundle, finding);
    if (owner !== 'unknown' || coveringConsent(bundle, finding) !== undefined) return [];
    const { place } = finding;
    const common = { channel: finding.channel, stimulus: finding.stimulus, during: finding.during };
    return place.kind === 'artifact'
      ? [
          {
            ...common,
            code: 'artifact-unattributed',
            because: `${finding.why}; ${because}`,
            remedy: 'find out which app owns the file',
          },
        ]
      : [
          {
            ...common,
            code: 'flow-unattributed',
            flow: place.flow,
            because: `${finding.why}; which app sent it is not known: ${because}`,
            remedy: 'find out which app speaks to that host',
          },
        ];
  });
}

function stimuli(bundle: Bundle): readonly Gap[] {
  return bundle.stimuli.flatMap(({ id, scenario, delivery }) =>
    delivery.kind === 'delivered'
      ? []
      : [
          {
            code: 'stimulus-undelivered' as const,
            scenario,
            stimulus: id,
            because: `the stimulus ${id} was not delivered: ${delivery.because}`,
            remedy: 'repeat the run',
          },
        ],
  );
}
