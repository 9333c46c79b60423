import { findStimuli } from '../../helpers/detectors/find-stimuli.ts';
import { detectSharedKeystream } from '../../helpers/detectors/shared-keystream.ts';
import { parseArtifactId } from '../../helpers/model/ids.ts';
import { printable } from '../../reports/escape.ts';
import type { FromWorker } from './messages.ts';
import type { ListedStimulus } from './stimuli-list.ts';

/** Holds what nobody can read of several files against each other, and adds what comes of it to the findings of each. */
export function compareUnread(
  stimuli: readonly ListedStimulus[],
  examined: readonly FromWorker[],
): readonly FromWorker[] {
  const unread = examined.flatMap((file) => (file.unread === undefined ? [] : [{ file, ...file.unread }]));
  const shared = detectSharedKeystream(
    stimuli,
    unread.map(({ sample }) => sample),
  );
  return examined.map((file) => {
    const own = shared.filter(({ sample }) => unread[sample]?.file === file);
    if (own.length === 0 || file.unread === undefined) return file;
    const matches = own.map(({ stimulus, other, offset, stimulusOffset, length }) => ({
      detector: 'disguised-run' as const,
      run: { stimulus, offset, stimulusOffset, length },
      chain: [`XORed with the same bytes as another image in ${printable(unread[other]?.file.name ?? '')}`],
      from: { start: offset, end: offset + length },
    }));
    const findings = findStimuli(
      matches.filter((one, at) => matches.findIndex(({ run }) => run.stimulus === one.run.stimulus) === at),
      {
        place: { kind: 'artifact', artifact: parseArtifactId('file'), path: file.name },
        channel: 'shared-storage',
        sha256: file.unread.sha256,
        during: { fromMs: 0, toMs: 0 },
      },
    );
    return { ...file, findings: [...file.findings, ...findings] };
  });
}
