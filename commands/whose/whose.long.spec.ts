import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Bundle } from '../../helpers/model/bundle.ts';
import type { Judgement } from '../../helpers/model/verdict.ts';
import { attribute } from '../../helpers/verdicts/attribution.ts';
import { bundleOf, type Ended, start, twoAtATime } from '../verify/verify-run.fake.ts';

const FIXTURES = path.join('handset', 'apps', 'fixtures');

/** The magpie is the target; the jackdaw, another app, sends the same image to the magpie's own host. */
const RUNS = ['jackdaws-friend', 'with-the-jackdaw'] as const;
type Magpie = (typeof RUNS)[number];

interface Judged {
  readonly ended: Ended;
  readonly bundle: Bundle;
  readonly judgement: Judgement;
}

const judged = new Map<Magpie, Judged>();

beforeAll(async () => {
  const outcomes = await Promise.all(twoAtATime(RUNS.map((magpie) => () => verify(magpie))));
  for (const [index, magpie] of RUNS.entries()) {
    const outcome = outcomes[index];
    if (outcome !== undefined) judged.set(magpie, outcome);
  }
}, 600_000);

it('what another app sends to the vendor’s host is not blamed on the target', () => {
  const { judgement, ended } = resultOf('jackdaws-friend');
  expect(sendersOf('jackdaws-friend')).toEqual(['jackdaw']);
  expect(judgement.findings.length).toBeGreaterThan(0);
  expect(verdictOf('jackdaws-friend')).toMatchObject({ kind: 'upheld' });
  expect(ended.code).not.toBe(1);
});

it('what the target sends there at the same time is, and only that', () => {
  const { bundle } = resultOf('with-the-jackdaw');
  expect(sendersOf('with-the-jackdaw')).toEqual(['jackdaw', 'magpie']);
  const verdict = verdictOf('with-the-jackdaw');
  expect(verdict?.kind).toBe('violated');
  const blamed = verdict?.kind === 'violated' ? verdict.findings : [];
  expect(blamed.map((finding) => senderOf(bundle, finding.place))).toEqual(['magpie']);
  expect(blamed.map((finding) => attribute(bundle, finding).because)).toEqual([
    expect.stringContaining('(matched)'),
  ]);
});

function verify(magpie: Magpie): { running: ReturnType<typeof start>; done: Promise<Judged> } {
  const modules = [path.join('magpie', `${magpie}.ts`), path.join('jackdaw', 'jackdaw.ts')];
  const running = start([
    '--profile=commands/caught/profile.yaml',
    '--device=handset',
    ...modules.map((file) => `--handset-option=--app-module=${path.join(FIXTURES, file)}`),
    '--window=1',
    '--exit=verdict',
    '--only=bank-screenshot-in-background',
  ]);
  return { running, done: running.ended.then(read) };
}

async function read(ended: Ended): Promise<Judged> {
  const file = path.join(ended.directory, 'bundle', 'verdicts.json');
  const judgement = JSON.parse(await readFile(file, 'utf8')) as Judgement;
  return { ended, bundle: await bundleOf(ended), judgement };
}

function resultOf(magpie: Magpie): Judged {
  const result = judged.get(magpie);
  if (result === undefined) throw new Error(`${magpie} was not run`);
  return result;
}

function verdictOf(magpie: Magpie): Judgement['claims'][number]['verdict'] | undefined {
  return resultOf(magpie).judgement.claims.find(({ claim }) => claim === 'nothing-leaves')?.verdict;
}

/** Who brought the image to the nest, in truth: each says so in a header, which the harness does not know of. */
function sendersOf(magpie: Magpie): readonly string[] {
  const { bundle, judgement } = resultOf(magpie);
  const flows = judgement.findings.filter(({ channel }) => channel === 'traffic');
  return [...new Set(flows.map(({ place }) => senderOf(bundle, place)))].sort();
}

function senderOf({ flows }: Bundle, place: Judgement['findings'][number]['place']): string {
  const flow = flows.find(({ id }) => place.kind === 'flow' && id === place.flow);
  const agent =
    flow?.kind === 'exchange'
      ? flow.requestHeaders.find(([name]) => name.toLowerCase() === 'user-agent')?.[1]
      : undefined;
  return agent === 'jackdaw' ? agent : 'magpie';
}
