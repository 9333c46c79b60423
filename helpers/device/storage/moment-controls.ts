import { createHash } from 'node:crypto';
import type { Artifact } from '../../model/artifact.ts';
import { shellQuote } from '../shell-quote.ts';
import { type ControlParts, type PlantedControl, runOnPhone } from './storage-controls.ts';

const SECONDS = 0.5;
/** What inotifyd takes to begin with a directory that is new. */
const SETTLE_SECONDS = 1;

/**
 * Puts a file beside each planted control and takes it away again before anything is listed: the watch for moments
 * must have copied it. Not where only the app itself may look, which that watch cannot do.
 */
export async function plantMomentControls(
  parts: ControlParts,
  planted: readonly PlantedControl[],
): Promise<readonly PlantedControl[]> {
  const moments = planted
    .filter(({ root, failed }) => root.runAs === undefined && failed === undefined)
    .map((one) => ({ ...one, path: `${one.path}-moment`, content: `moment ${one.content}` }));
  if (moments.length === 0) return [];
  const paths = moments.map(({ path }) => shellQuote(path));
  await runOnPhone(parts, [
    ...(moments.some(({ made }) => made) ? [`sleep ${SETTLE_SECONDS}`] : []),
    ...moments.map(({ content }, index) => `echo ${shellQuote(content.trim())} > ${paths[index]}`),
    `sleep ${SECONDS}`,
    `rm -f ${paths.join(' ')}`,
  ]);
  return moments;
}

/** Records for each whether its content was caught. */
export function checkMomentControls(
  { sink }: ControlParts,
  moments: readonly PlantedControl[],
  pass: readonly Artifact[],
): void {
  for (const { root, path, content } of moments) {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const found = pass.some(
      (one) =>
        one.path === path &&
        one.event === 'caught' &&
        one.content.kind === 'stored' &&
        one.content.sha256 === sha256,
    );
    const whose = root.user === 0 ? '' : ` of user ${root.user}`;
    const name = `a file that was there for ${SECONDS} s in ${root.reach}${whose}`;
    sink.timeline({
      kind: 'control',
      at: { hostMs: Date.now() },
      control: { name, channel: root.reach, found, detail: path },
    });
  }
}
