import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../helpers/model/bundle.ts';
import type { Gap } from '../../helpers/model/gap.ts';
import type { Judgement, Verdict } from '../../helpers/model/verdict.ts';
import { bundleOf, type Ended, start, twoAtATime } from '../verify/verify-run.fake.ts';

const MAGPIES = path.join('handset', 'apps', 'fixtures', 'magpie');

/** Each takes the same image and has its own way out. */
const WAYS_OUT = ['past-the-proxy', 'pinned', 'quic', 'udp', 'web-socket'] as const;
type WayOut = (typeof WAYS_OUT)[number];

interface Judged {
  readonly ended: Ended;
  readonly bundle: Bundle;
  readonly verdict: Verdict | undefined;
}

const judged = new Map<WayOut, Judged>();

beforeAll(async () => {
  const runs = twoAtATime(WAYS_OUT.map((way) => () => verify(way)));
  const outcomes = await Promise.all(runs);
  WAYS_OUT.forEach((way, index) => {
    const outcome = outcomes[index];
    if (outcome !== undefined) judged.set(way, outcome);
  });
}, 600_000);

describe('an app that sends a stimulus out of sight is not praised for it', () => {
  it('when its client ignores the proxy: the phone counted the bytes, and showed the connection', () => {
    const gaps = gapsOf('past-the-proxy');
    expect(codes(gaps)).toEqual(expect.arrayContaining(['bytes-unaccounted', 'proxy-ignored']));
    expect(because(gaps, 'proxy-ignored')).toMatch(/198\.1[89]\.\d+\.\d+:443 \(tcp\)/);
    expect(readHosts('past-the-proxy')).not.toContain('nest.magpie.example');
  });

  it('when it pins: by the connection that was closed after the handshake', () => {
    const gaps = gapsOf('pinned');
    expect(because(gaps, 'tls-unused')).toContain('nest.magpie.example:443');
    expect(codes(gaps)).not.toContain('bytes-unaccounted');
    expect(readHosts('pinned')).not.toContain('nest.magpie.example');
  });

  it('when it uses datagrams: the phone counted the bytes', () => {
    const gaps = gapsOf('udp');
    expect(codes(gaps)).toContain('bytes-unaccounted');
    expect(readHosts('udp')).not.toContain('nest.magpie.example');
  });
});

it('an app that uses QUIC where it can is refused it, falls back to what is recorded, and the phone is put back', () => {
  const { bundle } = outcomeOf('quic');
  const { quic, app } = bundle.run;
  expect(quic).toEqual({ kind: 'refused', uids: [app.uid, app.uid + 10_000] });
  const acts = bundle.timeline.flatMap((event) => (event.kind === 'act' ? [event.what] : []));
  expect(acts).toContainEqual(expect.stringMatching(/^the phone refused the target [1-9]\d* datagrams/));
  const about = bundle.timeline.filter(
    (event) => 'what' in event && event.what.startsWith('UDP to port 443'),
  );
  expect(about.map(({ kind }) => kind)).toEqual(['setting-changed', 'setting-restored']);
});

it.each(['quic', 'web-socket'] as const)(
  'an app that sends a stimulus in a WebSocket (%s) is caught by the message',
  (way) => {
    const { bundle, verdict } = outcomeOf(way);
    expect(verdict?.kind).toBe('violated');
    const findings = verdict?.kind === 'violated' ? verdict.findings : [];
    const places = findings.flatMap(({ place }) => (place.kind === 'flow' ? [place] : []));
    expect(places.map(({ part, host }) => `${part} ${host}`)).toContain(
      'websocket-message nest.magpie.example',
    );
    expect(bundle.flows.some(({ kind }) => kind === 'websocket')).toBe(true);
  },
);

it.each(WAYS_OUT)(
  'the run of %s has its image delivered and its end, and leaves no connection unexplained',
  (way) => {
    const { ended, bundle } = outcomeOf(way);
    expect(bundle.stimuli.map(({ delivery }) => delivery.kind)).toEqual(['delivered']);
    expect(bundle.timeline.filter(({ kind }) => kind === 'fault')).toEqual([]);
    // What it sends is undecided; that it copied the image is not.
    expect(ended.code).toBe(1);
    const explained = new Set(
      bundle.flows.flatMap((flow) => (flow.kind === 'connection' ? [] : [flow.connection])),
    );
    expect(bundle.flows.filter(({ kind, id }) => kind === 'connection' && !explained.has(id))).toEqual([]);
  },
);

function verify(way: WayOut): { running: ReturnType<typeof start>; done: Promise<Judged> } {
  const running = start([
    '--profile=commands/caught/profile.yaml',
    '--device=handset',
    `--handset-option=--app-module=${path.join(MAGPIES, `${way}.ts`)}`,
    '--window=1',
    '--exit=verdict',
    '--only=bank-screenshot-in-background',
  ]);
  return { running, done: running.ended.then(read) };
}

async function read(ended: Ended): Promise<Judged> {
  const file = path.join(ended.directory, 'bundle', 'verdicts.json');
  const { claims } = JSON.parse(await readFile(file, 'utf8')) as Judgement;
  const verdict = claims.find(({ claim }) => claim === 'nothing-leaves')?.verdict;
  return { ended, bundle: await bundleOf(ended), verdict };
}

function outcomeOf(way: WayOut): Judged {
  const outcome = judged.get(way);
  if (outcome === undefined) throw new Error(`${way} was not run`);
  return outcome;
}

/** What keeps the claim that nothing leaves the phone undecided. */
function gapsOf(way: WayOut): readonly Gap[] {
  const { verdict } = outcomeOf(way);
  expect(verdict?.kind).toBe('inconclusive');
  return verdict?.kind === 'inconclusive' ? verdict.gaps : [];
}

function codes(gaps: readonly Gap[]): readonly string[] {
  return gaps.map(({ code }) => code);
}

function because(gaps: readonly Gap[], code: Gap['code']): string {
  return gaps.find((gap) => gap.code === code)?.because ?? `no ${code}`;
}

/** Hosts of which an exchange was read. */
function readHosts(way: WayOut): readonly string[] {
  return outcomeOf(way).bundle.flows.flatMap((flow) => (flow.kind === 'exchange' ? [flow.host] : []));
}
