import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../helpers/model/bundle.ts';
import type { Judgement } from '../../helpers/model/verdict.ts';
import { bundleOf, type Ended, start, twoAtATime } from '../verify/verify-run.fake.ts';

const MAGPIES = path.join('handset', 'apps', 'fixtures', 'magpie');

/** Each misbehaves in one way only, and is met by the one scenario that is there for it; their twin by all of those. */
const RUNS = {
  'after-boot': ['after-reboot'],
  keyword: ['every-kind-of-image-in-background'],
  'wifi-and-charger': ['deferred'],
  'at-night': ['deferred'],
  momentary: ['bank-screenshot-in-background'],
  packing: ['bank-screenshot-in-background'],
  downscaling: ['bank-screenshot-in-background'],
  'reading-numbers': ['bank-screenshot-in-background'],
  redrawing: ['bank-screenshot-in-background'],
  naming: ['bank-screenshot-in-background'],
  'well-behaved': [
    'after-reboot',
    'every-kind-of-image-in-background',
    'deferred',
    'bank-screenshot-in-background',
  ],
} as const;
type Magpie = keyof typeof RUNS;

interface Judged {
  readonly magpie: Magpie;
  readonly ended: Ended;
  readonly bundle: Bundle;
  readonly judgement: Judgement;
}

const judged = new Map<Magpie, Judged>();

beforeAll(async () => {
  // The longest first: then the two at a time end at about the same time.
  const magpies = (Object.keys(RUNS) as Magpie[]).reverse();
  const runs = await Promise.all(twoAtATime(magpies.map((magpie) => () => verify(magpie))));
  for (const run of runs) judged.set(run.magpie, run);
}, 1_200_000);

describe('an app that misbehaves is caught when it does so', () => {
  it('only after the phone has restarted: by what it copied before the user opened anything', () => {
    const { ended, bundle, judgement } = resultOf('after-boot');
    expect(verdictsIn(judgement)).toMatchObject({ 'nothing-behind-the-back': 'violated' });
    expect(verdictsIn(judgement)['nothing-leaves']).not.toBe('violated');
    expect(blamedFor(judgement, 'nothing-behind-the-back')).toEqual([
      'bank-before-reboot app-internal-storage',
      'photo-before-reboot app-internal-storage',
    ]);
    const restart = startOf(bundle, 'restarts the phone');
    expect(endsOfFindings(judgement).every((endMs) => endMs > restart)).toBe(true);
    expect(ended.code).toBe(1);
  });

  it('and is refused QUIC again after that, by rules that are there at the end and then are put back', () => {
    const { timeline } = resultOf('after-boot').bundle;
    const words = timeline.flatMap((event) => ('what' in event ? [`${event.kind}: ${event.what}`] : []));
    const places = [
      /^setting-changed: UDP to port 443/,
      /^step: restarts the phone/,
      /^act: refused the target UDP to port 443 once more/,
      // Said of rules that the phone lists; what a restart took away is not among them.
      /^act: the phone refused the target \d+ datagrams/,
      /^setting-restored: UDP to port 443/,
    ].map((pattern) => words.findIndex((one) => pattern.test(one)));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('only with images that are called screenshots, and of no other image', () => {
    const { ended, judgement } = resultOf('keyword');
    const named = ['chat-screenshot', 'face-screenshot', 'id-card-screenshot', 'saved-like-a-screenshot'];
    expect(blamedFor(judgement, 'nothing-behind-the-back')).toEqual(copiedAndSent(named));
    expect(blamedFor(judgement, 'nothing-leaves')).toEqual(named.map((id) => `${id} traffic`));
    expect(ended.code).toBe(1);
  });

  it('only when Wi-Fi and the charger have come', () => {
    const { ended, bundle, judgement } = resultOf('wifi-and-charger');
    const made = ['bank-deferred', 'photo-deferred', 'saved-at-night'];
    expect(blamedFor(judgement, 'nothing-behind-the-back')).toEqual(copiedAndSent(made));
    expect(blamedFor(judgement, 'nothing-leaves')).toEqual(made.map((id) => `${id} traffic`));
    const connected = startOf(bundle, 'connects Wi-Fi and the charger');
    expect(endsOfFindings(judgement).every((endMs) => endMs > connected)).toBe(true);
    expect(ended.code).toBe(1);
  });

  it('only when they come at night, though the clock never moved', () => {
    const { ended, bundle, judgement } = resultOf('at-night');
    const made = ['bank-deferred', 'photo-deferred', 'saved-at-night'];
    expect(blamedFor(judgement, 'nothing-behind-the-back')).toEqual(copiedAndSent(made));
    expect(blamedFor(judgement, 'nothing-leaves')).toEqual(made.map((id) => `${id} traffic`));
    const night = startOf(bundle, 'moves the phone to where it is night');
    expect(endsOfFindings(judgement).every((endMs) => endMs > night)).toBe(true);
    expect(bundle.stimuli.find(({ id }) => id === 'saved-at-night')?.circumstances).toContain('night');
    expect(judgement.gaps.filter(({ code }) => code === 'clock-skew')).toEqual([]);
    const zones = (kind: string): readonly string[] =>
      bundle.timeline.flatMap((one) =>
        one.kind === kind && 'what' in one && one.what.startsWith('time zone ') ? [one.what] : [],
      );
    expect(zones('setting-changed')).toHaveLength(1);
    expect(zones('setting-restored')).toEqual(zones('setting-changed'));
    expect(ended.code).toBe(1);
  });

  it('only for 200 ms: by a copy that no listing has, and by the upload', () => {
    const { ended, bundle, judgement } = resultOf('momentary');
    expect(blamedFor(judgement, 'nothing-behind-the-back')).toEqual(copiedAndSent(['bank-screenshot']));
    expect(blamedFor(judgement, 'nothing-leaves')).toEqual(['bank-screenshot traffic']);
    const copies = bundle.artifacts.filter((artifact) => /\/cache\/\d+$/.test(artifact.path));
    expect(new Set(copies.map(({ event }) => event))).toEqual(new Set(['caught', 'removed']));
    expect(ended.code).toBe(1);
  });
});

describe('an app that hides what it takes is found out, in words that a person can follow', () => {
  it('by the bytes behind a changed head in a packed file, and the report shows the picture', async () => {
    const { ended, judgement } = resultOf('packing');
    expect(blamedFor(judgement, 'nothing-behind-the-back')).toEqual(copiedAndSent(['bank-screenshot']));
    expect(blamedFor(judgement, 'nothing-leaves')).toEqual(['bank-screenshot traffic']);
    expect(judgement.findings.map(({ detector, chain, inLayer }) => ({ detector, chain, inLayer }))).toEqual(
      judgement.findings.map(() => ({
        detector: 'literal-run',
        chain: ['zip entry cfg.dat at 37'],
        inLayer: { offset: 8, length: expect.any(Number) },
      })),
    );
    for (const { decidedBy } of judgement.findings) expect(decidedBy.value).toBeGreaterThan(100_000);
    expect(ended.code).toBe(1);
    const names = await attachmentsOf(ended);
    expect(names).toContain('how the found copy was made visible');
    expect(names.filter((name) => /^difference .*: 0 of \d+ pixels differ$/.test(name))).not.toEqual([]);
  });

  it('by the key that a small JPEG of it still carries, and the report lays one over the other', async () => {
    const { ended, judgement } = resultOf('downscaling');
    expect(blamedFor(judgement, 'nothing-behind-the-back')).toEqual(copiedAndSent(['bank-screenshot']));
    expect(blamedFor(judgement, 'nothing-leaves')).toEqual(['bank-screenshot traffic']);
    for (const { detector, picture, decidedBy } of judgement.findings) {
      expect(detector).toBe('keyed-picture');
      expect(picture?.how).toMatch(/JPEG 480 × \d+/);
      expect(decidedBy).toMatchObject({ value: Math.abs(picture?.z ?? 0), least: 8 });
    }
    expect(ended.code).toBe(1);
    const names = await attachmentsOf(ended);
    expect(names.filter((name) => /^difference .*: \d+ of \d+ pixels differ$/.test(name))).not.toEqual([]);
  });
});

describe('an app that tells of an image without a byte of it', () => {
  it('is found out by the number that it read off the screenshot and keeps and sends as text', () => {
    const { ended, judgement } = resultOf('reading-numbers');
    expect(blamedFor(judgement, 'nothing-behind-the-back')).toEqual(copiedAndSent(['bank-screenshot']));
    expect(blamedFor(judgement, 'nothing-leaves')).toEqual(['bank-screenshot traffic']);
    for (const { detector, value, chain } of judgement.findings) {
      expect({ detector, value }).toEqual({ detector: 'derived-value', value: { kind: 'digits' } });
      expect(chain).toEqual(['its digits']);
    }
    expect(ended.code).toBe(1);
  });

  it('is found out by the number that it wrote into a picture of its own, which is read', () => {
    const { ended, judgement } = resultOf('redrawing');
    expect(blamedFor(judgement, 'nothing-behind-the-back')).toEqual(copiedAndSent(['bank-screenshot']));
    expect(blamedFor(judgement, 'nothing-leaves')).toEqual(['bank-screenshot traffic']);
    for (const { detector, value, line } of judgement.findings) {
      expect({ detector, value }).toEqual({ detector: 'read-text', value: { kind: 'digits' } });
      expect(line).toMatch(/^\d{4} ?\d{4}/);
    }
    expect(ended.code).toBe(1);
  });

  it('is not blamed for the name of a file, which it may know without looking, nor praised', () => {
    const { ended, judgement } = resultOf('naming');
    expect(judgement.findings).toEqual([]);
    expect(judgement.hints).toMatchObject([
      { stimulus: 'bank-screenshot', channel: 'traffic', value: { kind: 'file-name' } },
    ]);
    expect(verdictsIn(judgement)).toMatchObject({ 'nothing-leaves': 'inconclusive' });
    expect(Object.values(verdictsIn(judgement))).not.toContain('violated');
    expect(ended.code).toBe(2);
  });
});

it('their twin, which does nothing in all of these, is blamed for nothing', () => {
  const { bundle, judgement } = resultOf('well-behaved');
  expect(judgement.findings).toEqual([]);
  expect(Object.values(verdictsIn(judgement))).not.toContain('violated');
  expect(bundle.stimuli.filter(({ delivery }) => delivery.kind !== 'delivered')).toEqual([]);
  expect(bundle.timeline.filter(({ kind }) => kind === 'fault')).toEqual([]);
  // What it sends can be read, so it can be praised for sending nothing.
  expect(verdictsIn(judgement)['nothing-leaves']).toBe('upheld');
});

function verify(magpie: Magpie): { running: ReturnType<typeof start>; done: Promise<Judged> } {
  const running = start([
    '--profile=commands/caught/profile.yaml',
    '--device=handset',
    `--handset-option=--app-module=${path.join(MAGPIES, `${magpie}.ts`)}`,
    '--window=1',
    '--exit=verdict',
    ...RUNS[magpie].map((id) => `--only=${id}`),
  ]);
  return { running, done: running.ended.then((ended) => read(magpie, ended)) };
}

async function read(magpie: Magpie, ended: Ended): Promise<Judged> {
  const file = path.join(ended.directory, 'bundle', 'verdicts.json');
  const judgement = JSON.parse(await readFile(file, 'utf8')) as Judgement;
  return { magpie, ended, bundle: await bundleOf(ended), judgement };
}

/** What the report offers beside its tests. */
async function attachmentsOf({ directory }: Ended): Promise<readonly string[]> {
  const results = path.join(directory, 'allure-results');
  const files = (await readdir(results)).filter((name) => name.endsWith('-result.json'));
  const tests = await Promise.all(files.map((name) => readFile(path.join(results, name), 'utf8')));
  return tests.flatMap((text) =>
    (JSON.parse(text) as { steps: { name: string }[] }).steps.map(({ name }) => name),
  );
}

function resultOf(magpie: Magpie): Judged {
  const result = judged.get(magpie);
  if (result === undefined) throw new Error(`${magpie} was not run`);
  return result;
}

function verdictsIn({ claims }: Judgement): Readonly<Record<string, string>> {
  return Object.fromEntries(claims.map(({ claim, verdict }) => [claim, verdict.kind]));
}

/** The images that a claim was violated with, each with the channel on which it was found. */
function blamedFor({ claims }: Judgement, id: string): readonly string[] {
  const verdict = claims.find(({ claim }) => claim === id)?.verdict;
  if (verdict?.kind !== 'violated') return [];
  return [...new Set(verdict.findings.map(({ stimulus, channel }) => `${stimulus} ${channel}`))].sort();
}

function copiedAndSent(ids: readonly string[]): readonly string[] {
  return ids.flatMap((id) => [`${id} app-internal-storage`, `${id} traffic`]);
}

function endsOfFindings({ findings }: Judgement): readonly number[] {
  return findings.map(({ during }) => during.toMs);
}

function startOf({ timeline }: Bundle, what: string): number {
  const step = timeline.find((event) => event.kind === 'step' && event.what === what);
  return step?.at.hostMs ?? Number.POSITIVE_INFINITY;
}
