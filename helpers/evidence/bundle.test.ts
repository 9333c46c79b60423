import { appendFile, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseArtifactId, parseScenarioId, parseSha256, parseStimulusId } from '../model/ids.ts';
import type { TimelineEvent } from '../model/timeline.ts';
import { loadBundle } from './load.ts';
import { objectPath } from './object-store.ts';
import { createBundle, openRecorder } from './record.ts';
import { RUN } from './run-record.fake.ts';
import { sealBundle } from './seal.ts';
import { loadSigner } from './signing-key.ts';

let home: string;
let directory: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'bundle-test-'));
  directory = path.join(home, 'bundle');
  await createBundle(directory);
});

afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

async function record(events: readonly TimelineEvent[]): Promise<void> {
  const recorder = await openRecorder(directory);
  await recorder.writeRun(RUN);
  for (const event of events) recorder.timeline(event);
  await recorder.close();
}

const act = (what: string): TimelineEvent => ({ kind: 'act', at: { hostMs: 5 }, what });

describe('a bundle', () => {
  it('gives back what was written, line by line, with any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), async (texts) => {
        await writeFile(path.join(directory, 'timeline.jsonl'), '');
        await record(texts.map(act));
        const bundle = await loadBundle(directory);
        expect(bundle.damage).toEqual([]);
        expect(bundle.timeline).toEqual(texts.map(act));
      }),
      { numRuns: 30 },
    );
  });

  it('gives back every kind of line and the bytes of objects', async () => {
    const recorder = await openRecorder(directory);
    await recorder.writeRun(RUN);
    const sha256 = await recorder.storeObject(Buffer.from('pixels'));
    const content = { kind: 'stored', sha256, bytes: 6 } as const;
    const artifact = {
      id: parseArtifactId('a-1'),
      path: '/x\n\u0000',
      reach: 'shared-storage',
      event: 'created',
      pass: 1,
      seenMs: 9,
      content,
    } as const;
    const delivery = {
      kind: 'delivered',
      path: '/p',
      mediaStoreRow: 'Row: 0',
      bytes: 6,
      sha256,
      at: { hostMs: 4 },
    } as const;
    const stimulus = {
      id: parseStimulusId('bank'),
      scenario: parseScenarioId('s-1'),
      kind: 'photo',
      made: 'tap',
      requested: { hostMs: 3 },
      canaries: [{ kind: 'digits', value: '1' }],
      processState: 'cached',
      processStateProof: 'CEM',
      delivery,
    } as const;
    recorder.artifact(artifact);
    recorder.stimulus(stimulus);
    recorder.command({ startedMs: 1, durationMs: 2, command: 'adb devices', exitCode: null });
    recorder.counter({ kind: 'observer', hostMs: 1, uid: 2, pid: 3, uri: 'content://media' });
    await recorder.close();
    const bundle = await loadBundle(directory);
    expect(bundle.damage).toEqual([]);
    expect(bundle.run).toEqual(RUN);
    expect(bundle.artifacts).toEqual([artifact]);
    expect(bundle.stimuli).toEqual([stimulus]);
    expect(bundle.commands).toHaveLength(1);
    expect(bundle.counters).toHaveLength(1);
    expect(Buffer.from(bundle.contentOf(sha256) ?? []).toString()).toBe('pixels');
    expect(bundle.contentOf(parseSha256('0'.repeat(64)))).toBeUndefined();
  });

  it('loads up to its last whole line when it was cut off anywhere, and says so', async () => {
    await record([act('one'), act('two'), act('three')]);
    const file = path.join(directory, 'timeline.jsonl');
    const whole = await readFile(file);
    for (let length = whole.length - 1; length > 0; length -= 7) {
      await truncate(file, length);
      const bundle = await loadBundle(directory);
      const lines = whole.subarray(0, length).toString().split('\n');
      expect(bundle.timeline).toHaveLength(lines.length - 1);
      expect(bundle.damage.map((one) => one.line)).toEqual(lines.at(-1) === '' ? [] : [lines.length]);
    }
  });

  it('reports each bad line with every bad field', async () => {
    await record([act('fine')]);
    await appendFile(
      path.join(directory, 'timeline.jsonl'),
      '{"kind":"act","at":{"hostMs":"x"},"what":3}\nnot json\n{"kind":"nope"}\n',
    );
    const { damage, timeline } = await loadBundle(directory);
    expect(timeline).toHaveLength(1);
    expect(damage.map((one) => one.line)).toEqual([2, 3, 4]);
    expect(damage[0]?.because).toMatch(/at\.hostMs.*what/);
  });

  it('refuses to guess what was run', async () => {
    await expect(loadBundle(directory)).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
    await writeFile(path.join(directory, 'run.json'), JSON.stringify({ ...RUN, clockOffsetMs: 'x', id: 4 }));
    await expect(loadBundle(directory)).rejects.toMatchObject({
      why: expect.stringMatching(/id.*clockOffsetMs/),
    });
  });
});

describe('the seal', () => {
  async function sealed(): Promise<void> {
    await record([act('one')]);
    const recorder = await openRecorder(directory);
    await recorder.storeObject(Buffer.from('pixels'));
    await recorder.close();
    await sealBundle(directory, await loadSigner(path.join(home, 'key.pem')));
  }

  it('holds over a bundle that nobody touched, and over judging it', async () => {
    await sealed();
    await writeFile(path.join(directory, 'verdicts.json'), '{}');
    expect((await loadBundle(directory)).seal.kind).toBe('sealed');
  });

  it('is not there before sealing', async () => {
    await record([]);
    expect((await loadBundle(directory)).seal.kind).toBe('unsealed');
  });

  it.each([
    ['a changed line', () => appendFile(path.join(directory, 'timeline.jsonl'), '\n')],
    ['a changed run.json', () => appendFile(path.join(directory, 'run.json'), ' ')],
    ['an added file', () => writeFile(path.join(directory, 'objects', 'extra'), 'x')],
    ['a removed file', () => rm(path.join(directory, 'counters.jsonl'))],
    [
      'another manifest',
      () => writeFile(path.join(directory, 'manifest.json'), '{"formatVersion":1,"files":[]}'),
    ],
    ['a missing signature', () => rm(path.join(directory, 'manifest.sig'))],
    [
      'a file that became a link',
      async () => {
        await rm(path.join(directory, 'commands.jsonl'));
        await symlink('/dev/null', path.join(directory, 'commands.jsonl'));
      },
    ],
  ])('breaks over %s', async (_, tamper) => {
    await sealed();
    await tamper();
    expect((await loadBundle(directory)).seal.kind).toBe('broken');
  });

  it('keeps its key for itself, and uses the same one again', async () => {
    const file = path.join(home, 'key.pem');
    const one = await loadSigner(file);
    expect((await loadSigner(file)).publicKeyPem).toBe(one.publicKeyPem);
  });

  it('does not give out an object whose bytes were changed', async () => {
    await record([]);
    const recorder = await openRecorder(directory);
    const sha256 = await recorder.storeObject(Buffer.from('pixels'));
    await recorder.close();
    await writeFile(objectPath(directory, sha256), 'others');
    expect((await loadBundle(directory)).contentOf(sha256)).toBeUndefined();
  });
});
