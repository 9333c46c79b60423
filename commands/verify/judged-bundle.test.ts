import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadBundle } from '../../helpers/evidence/load.ts';
import { createBundle, openRecorder } from '../../helpers/evidence/record.ts';
import { RUN } from '../../helpers/evidence/run-record.fake.ts';
import { sealBundle } from '../../helpers/evidence/seal.ts';
import { loadSigner } from '../../helpers/evidence/signing-key.ts';
import type { Judgement } from '../../helpers/model/verdict.ts';
import { judge } from '../../helpers/verdicts/judge.ts';
import { judgementJson } from '../../helpers/verdicts/judgement-json.ts';
import { judgedBundle } from './judged-bundle.ts';

let home: string;
let directory: string;
let right: Judgement;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'judged-test-'));
  directory = path.join(home, 'bundle');
  await createBundle(directory);
  const recorder = await openRecorder(directory);
  await recorder.writeRun(RUN);
  recorder.timeline({ kind: 'act', at: { hostMs: 5 }, what: 'opened' });
  await recorder.close();
  await sealBundle(directory, await loadSigner(path.join(home, 'key.pem')));
  right = judge(await loadBundle(directory));
});

afterEach(() => rm(home, { recursive: true, force: true }));

const verdictsFile = (): string => path.join(directory, 'verdicts.json');
/** Known again, because judging says nothing like it. */
const marked = (judgement: Judgement): Judgement => ({
  ...judgement,
  gaps: [{ code: 'not-exercised', because: 'made before', remedy: '' }],
});

describe('a bundle after its run', () => {
  it('is judged, and its verdicts are written, when the worker did not', async () => {
    expect((await judgedBundle(directory)).judgement).toEqual(right);
    expect(await readFile(verdictsFile(), 'utf8')).toBe(judgementJson(right));
  });

  it('comes with what the worker judged of it, and is not judged twice', async () => {
    await writeFile(verdictsFile(), judgementJson(marked(right)));
    expect((await judgedBundle(directory)).judgement).toEqual(marked(right));
  });

  it.each<[string, () => string]>([
    ['of another run', () => judgementJson(marked({ ...right, run: 'r2' }))],
    ['of another seal', () => judgementJson(marked({ ...right, manifestSha256: '0'.repeat(64) }))],
    ['of a bundle without a seal', () => judgementJson(withoutSeal(marked(right)))],
    ['written by somebody else', () => JSON.stringify(marked(right))],
    ['cut off', () => judgementJson(marked(right)).slice(0, -2)],
    ['no object', () => 'null'],
  ])('is judged anew when the verdicts beside it are %s', async (_, text) => {
    await writeFile(verdictsFile(), text());
    expect((await judgedBundle(directory)).judgement).toEqual(right);
    expect(await readFile(verdictsFile(), 'utf8')).toBe(judgementJson(right));
  });

  it('is judged anew when it was changed after it was judged', async () => {
    await writeFile(verdictsFile(), judgementJson(marked(right)));
    await appendFile(path.join(directory, 'timeline.jsonl'), '\n');
    const { bundle, judgement } = await judgedBundle(directory);
    expect(bundle.seal.kind).toBe('broken');
    expect(judgement.gaps.map(({ code }) => code)).toContain('bundle-unsealed');
  });
});

function withoutSeal({ manifestSha256: _, ...rest }: Judgement): Judgement {
  return rest;
}
