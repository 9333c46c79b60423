import type { PhoneProcess } from '../process.ts';
import type { ComponentParts } from './component-parts.ts';

/** How code of an app came to an end: by itself, with its process, or not within the time that it had. */
export async function settled(
  { activities, clock }: Pick<ComponentParts, 'activities' | 'clock'>,
  process: PhoneProcess,
  work: Promise<unknown>,
  timeoutMs: number,
): Promise<'done' | 'ended' | 'late'> {
  if (process.ended) return 'ended';
  const releases: (() => void)[] = [];
  const otherwise = new Promise<'ended' | 'late'>((resolve) => {
    releases.push(clock.later(timeoutMs, () => resolve('late')));
    releases.push(
      activities.events.on((event) => {
        if (event.kind === 'process-ended' && event.process === process) resolve('ended');
      }),
    );
  });
  const how = await Promise.race([work.then(() => 'done' as const), otherwise]);
  for (const release of releases) release();
  return how === 'done' && process.ended ? 'ended' : how;
}
