import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noise, png } from '../../helpers/detectors/images.fake.ts';
import { sharedIndexesOf } from '../../helpers/detectors/target.ts';
import { parseStimulusId } from '../../helpers/model/ids.ts';
import { examineFile, prepare } from './examine-file.ts';

const MEGABYTE = 1024 * 1024;
const stimuli = [1, 2, 3].map((seed) => ({
  id: parseStimulusId(`stimulus-${seed}`),
  name: `image ${seed}`,
  bytes: Buffer.from(png(noise(seed, 200_000))),
  canaries: [],
}));
const prepared = prepare({ stimuli, indexes: sharedIndexesOf(stimuli) }, undefined);

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'telltale-large-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** A file of so many bytes with holes, and images at these places. */
async function withHoles(bytes: number, images: readonly (readonly [at: number, image: Uint8Array])[]) {
  const name = path.join(directory, 'card.img');
  const file = await open(name, 'w');
  try {
    for (const [at, image] of images) await file.write(image, 0, image.length, at);
    await file.truncate(bytes);
  } finally {
    await file.close();
  }
  return name;
}

describe('a file that is larger than what is looked at in one piece', () => {
  it('shows what stands across the end of a piece, between holes, and at its own end', async () => {
    const [one, two, three] = stimuli.map(({ bytes }) => bytes) as [Buffer, Buffer, Buffer];
    const end = 180 * MEGABYTE;
    const places = [64 * MEGABYTE - 1_000, 130 * MEGABYTE + 3, end - three.length] as const;
    const file = await withHoles(end, [
      [places[0], one],
      [places[1], two],
      [places[2], three],
    ]);
    const seen = await examineFile(prepared, 'card.img', file);
    expect(seen).toMatchObject({ bytes: end, looked: true, gaps: [expect.stringContaining('in pieces of')] });
    for (const [at, { id, bytes }] of stimuli.entries())
      expect(seen.findings).toContainEqual(
        expect.objectContaining({ stimulus: id, offset: places[at], length: bytes.length }),
      );
  });

  it('of holes alone shows nothing', async () => {
    const seen = await examineFile(prepared, 'card.img', await withHoles(500 * MEGABYTE, []));
    expect(seen).toMatchObject({ bytes: 500 * MEGABYTE, looked: true, findings: [] });
  });
});
