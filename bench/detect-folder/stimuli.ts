import path from 'node:path';
import { writeStimuli } from '../leaks/generate.ts';
import type { NonEmpty } from '../leaks/leak.ts';
import type { createRandom } from '../leaks/random.ts';
import { type BenchStimulus, makeSources } from '../leaks/sources.ts';

let made: NonEmpty<BenchStimulus> | undefined;

/** LeakBench's images in `stimuli/`: pages and photos. Those of the last call are taken again where they are as many. */
export async function generateStimuli(
  directory: string,
  random: ReturnType<typeof createRandom>,
  count: number,
): Promise<NonEmpty<BenchStimulus>> {
  if (made?.length !== count) made = await makeSources(random.fork('sources'), count);
  await writeStimuli(path.join(directory, 'stimuli'), made);
  return made;
}
