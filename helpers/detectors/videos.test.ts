import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { parseSha256, parseStimulusId } from '../model/ids.ts';
import { noise, png } from './images.fake.ts';
import { SMALLEST_LEAK } from './opaque-bytes.ts';
import { searchObject } from './search-object.ts';
import { targetOf } from './target.ts';
import * as videos from './videos.fake.ts';

const hash = (bytes: Uint8Array) => parseSha256(createHash('sha256').update(bytes).digest('hex'));
const page = png(noise(1, 2_000));
const TARGET = targetOf([{ id: parseStimulusId('page'), sha256: hash(page), bytes: page }]);

it.each(Object.entries(videos))(
  'a video is not taken for understood, as nothing here decodes its frames: %s',
  (_, video) => {
    const { matches, opaque } = searchObject(TARGET, video, hash(video));
    expect(matches).toEqual([]);
    expect(opaque).toBeGreaterThan(SMALLEST_LEAK);
  },
);
