import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HarnessError } from '../model/harness-error.ts';
import type { TimelineEvent } from '../model/timeline.ts';
import {
  anyArtifact,
  anyCommand,
  anyCounter,
  anyEvent,
  anyFlow,
  anyStimulus,
} from './arbitrary-lines.fake.ts';
import { loadBundle } from './load.ts';
import { createBundle, openRecorder } from './record.ts';
import { RUN } from './run-record.fake.ts';
import { sealBundle } from './seal.ts';
import { loadSigner } from './signing-key.ts';

let home: string;
let directory: string;
const file = (name: string): string => path.join(directory, name);
const act = (what: string): TimelineEvent => ({ kind: 'act', at: { hostMs: 5 }, what });

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'record-test-'));
  directory = path.join(home, 'bundle');
  await createBundle(directory);
});

afterEach(() => rm(home, { recursive: true, force: true }));

describe('recording', () => {
  it('and loading give back every line of every file', async () => {
    const lines = fc.record({
      timeline: fc.array(anyEvent),
      commands: fc.array(anyCommand),
      stimuli: fc.array(anyStimulus),
      artifacts: fc.array(anyArtifact),
      counters: fc.array(anyCounter),
      flows: fc.array(anyFlow),
    });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(lines, async (given) => {
        runs += 1;
        directory = path.join(home, `bundle-${runs}`);
        await createBundle(directory);
        const recorder = await openRecorder(directory);
        await recorder.writeRun(RUN);
        for (const one of given.timeline) recorder.timeline(one);
        for (const one of given.commands) recorder.command(one);
        for (const one of given.stimuli) recorder.stimulus(one);
        for (const one of given.artifacts) recorder.artifact(one);
        for (const one of given.counters) recorder.counter(one);
        await recorder.close();
        await writeFile(file('flows.jsonl'), given.flows.map((one) => `${JSON.stringify(one)}\n`).join(''));
        const bundle = await loadBundle(directory);
        // The objects were never stored; everything else must be without fault.
        expect(bundle.damage.filter((one) => !one.file.startsWith('objects/'))).toEqual([]);
        expect(bundle).toMatchObject(JSON.parse(JSON.stringify({ run: RUN, ...given })));
      }),
      { numRuns: 40 },
    );
  });

  it('by two at once mixes no lines', async () => {
    const one = await openRecorder(directory);
    const other = await openRecorder(directory);
    await one.writeRun(RUN);
    for (let at = 0; at < 50; at++) {
      one.timeline(act(`one ${at} ${'x'.repeat(9_000)}`));
      other.timeline(act(`other ${at}`));
    }
    await one.close();
    await other.close();
    const { timeline, damage } = await loadBundle(directory);
    expect(damage).toEqual([]);
    expect(timeline).toHaveLength(100);
  });

  it('goes on after a writer that died in mid-line', async () => {
    await appendFile(file('timeline.jsonl'), '{"kind":"act","at":{"ho');
    const recorder = await openRecorder(directory);
    await recorder.writeRun(RUN);
    recorder.timeline(act('after'));
    await recorder.close();
    const { timeline, damage } = await loadBundle(directory);
    expect(timeline).toEqual([act('after')]);
    expect(damage).toMatchObject([{ file: 'timeline.jsonl', line: 1 }]);
  });

  it('stores a file of the host and leaves it where it is', async () => {
    const source = path.join(home, 'video');
    const content = Buffer.alloc(300_000, 'frame');
    await writeFile(source, content);
    const recorder = await openRecorder(directory);
    await recorder.writeRun(RUN);
    const stored = await recorder.storeFile(source);
    expect(stored.bytes).toBe(content.length);
    expect(stored.sha256).toBe(await recorder.storeObject(content));
    // Compared as a whole: a byte by byte report of 300 kB takes seconds.
    expect(content.equals((await loadBundle(directory)).contentOf(stored.sha256) ?? Buffer.alloc(0))).toBe(
      true,
    );
    expect(content.equals(await readFile(source))).toBe(true);
    await recorder.close();
  });

  it('goes on after a source file that is not there', async () => {
    const recorder = await openRecorder(directory);
    await expect(recorder.storeFile(path.join(home, 'nowhere'))).rejects.toBeInstanceOf(HarnessError);
    expect(recorder.failure).toBeUndefined();
    recorder.timeline(act('still here'));
    await recorder.close();
    expect(await readFile(file('timeline.jsonl'), 'utf8')).toContain('still here');
  });

  it('does not add to a sealed bundle', async () => {
    await sealBundle(directory, await loadSigner(path.join(home, 'key.pem')));
    await expect(openRecorder(directory)).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
  });

  it('keeps quiet, and says so, when something comes after its end', async () => {
    const recorder = await openRecorder(directory);
    await recorder.close();
    recorder.timeline(act('too late'));
    expect(recorder.failure).toMatchObject({ code: 'INTERNAL' });
    expect(await readFile(file('timeline.jsonl'), 'utf8')).toBe('');
  });
});

// Linux has a device on which every write fails with ENOSPC.
describe.skipIf(!existsSync('/dev/full'))('on a full disk, recording', () => {
  it('says so once, keeps what was written, and leaves the fault in the timeline', async () => {
    await rm(file('commands.jsonl'));
    await symlink('/dev/full', file('commands.jsonl'));
    const recorder = await openRecorder(directory);
    await recorder.writeRun(RUN);
    recorder.timeline(act('before'));
    const command = { startedMs: 1, durationMs: 2, command: 'adb devices', exitCode: 0 };
    expect(() => recorder.command(command)).toThrow(expect.objectContaining({ code: 'DISK_FULL' }));
    expect(() => recorder.command(command)).not.toThrow();
    expect(() => recorder.timeline(act('after'))).not.toThrow();
    await expect(recorder.storeObject(Buffer.from('x'))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(recorder.failure).toMatchObject({ code: 'DISK_FULL' });
    await recorder.close();
    const { timeline } = await loadBundle(directory);
    expect(timeline).toMatchObject([act('before'), { kind: 'fault', code: 'DISK_FULL' }]);
  });
});
