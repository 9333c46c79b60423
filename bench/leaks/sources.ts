import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PAGE_KINDS } from '../../helpers/model/run-plan.ts';
import {
  canariesOf,
  PAGE_ENTROPY,
  pageCanaries,
  positionOf,
  positionText,
} from '../../helpers/stimuli/canaries.ts';
import { renderPage } from '../../helpers/stimuli/render-page.ts';
import type { NonEmpty, Source } from './leak.ts';
import type { Random } from './random.ts';
import { photograph } from './scene.ts';

const require = createRequire(import.meta.url);
const FONTS = {
  latin: readFileSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
  chinese: readFileSync(
    require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  ),
};

/** An image of the benchmark, with what the harness that made it would know of it. */
export interface BenchStimulus extends Source {
  readonly canaries: readonly { readonly kind: string; readonly value: string }[];
  /** The same page without the pattern that marks it. */
  readonly unmarked?: Buffer;
  /** Pages of the same template, and the same scene photographed again: what must never be taken for it. */
  readonly siblings: readonly { readonly name: string; readonly bytes: Buffer }[];
}

/** Three pages for each photo, all of them different. */
export async function makeSources(random: Random, count: number): Promise<NonEmpty<BenchStimulus>> {
  const sources: BenchStimulus[] = [];
  for (let at = 0; at < count; at += 1)
    sources.push(
      at % 4 === 3 ? await photo(random.fork(`photo ${at}`), at) : page(random.fork(`page ${at}`), at),
    );
  const [first, ...rest] = sources;
  if (first === undefined) throw new RangeError('a benchmark needs an image');
  return [first, ...rest];
}

function page(random: Random, at: number): BenchStimulus {
  const kind = PAGE_KINDS[at % PAGE_KINDS.length] ?? 'bank';
  const canaries = pageCanaries(random.bytes(PAGE_ENTROPY));
  const draw = (of: typeof canaries, marked: boolean): Buffer =>
    renderPage({ kind, canaries: of, ballastRows: 0, scale: 1, marked }, FONTS);
  const listed = canariesOf(kind, canaries);
  const valuesOf = (wanted: string): readonly string[] =>
    listed.flatMap((one) => (one.kind === wanted ? [one.value] : []));
  // A balance is a number of seven digits, and more than one account has it.
  const texts = kind === 'chat' ? valuesOf('text') : [];
  return {
    id: `stimulus-${String(at).padStart(2, '0')}`,
    kind: 'page',
    name: `Screenshot_20261124-1015${String(at).padStart(2, '0')}-${random.below(1000)}.png`,
    bytes: draw(canaries, true),
    unmarked: draw(canaries, false),
    facts: { digits: valuesOf('digits'), texts, ...(kind === 'chat' ? { position: canaries.position } : {}) },
    canaries: listed,
    siblings: [
      {
        name: 'sibling, marked by another key.png',
        bytes: draw(pageCanaries(random.bytes(PAGE_ENTROPY)), true),
      },
      { name: 'sibling, unmarked.png', bytes: draw(pageCanaries(random.bytes(PAGE_ENTROPY)), false) },
    ],
  };
}

async function photo(random: Random, at: number): Promise<BenchStimulus> {
  const place = positionOf(random.bytes(8));
  const time = `2026:11:24 10:${String(random.below(60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
  const scene = `scene ${random.below(1e9)}`;
  const shoot = (sensor: string, other = {}): Promise<Buffer> =>
    photograph({ scene: random.fork(scene), sensor: random.fork(sensor), place, time, ...other });
  return {
    id: `stimulus-${String(at).padStart(2, '0')}`,
    kind: 'photo',
    name: `IMG_20261124_10${String(random.below(10_000)).padStart(4, '0')}.jpg`,
    bytes: await shoot('first'),
    facts: { digits: [], texts: [], position: place, time },
    canaries: [
      { kind: 'position', value: positionText(place) },
      { kind: 'time', value: time },
    ],
    siblings: [
      {
        name: 'the same scene again.jpg',
        bytes: await shoot('second', {
          place: { latitude: place.latitude + 0.01, longitude: place.longitude },
          time: undefined,
        }),
      },
    ],
  };
}
