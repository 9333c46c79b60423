import { LEAK_CLASSES } from './leak.ts';
import { falseHitsByKind, type Score } from './score.ts';

/** What one detector made of a corpus. */
interface Detector {
  readonly name: string;
  readonly scored: Score;
}

/** In which something is to be found. */
const CLASSES = LEAK_CLASSES.filter((name) => name !== 'encrypted' && name !== 'hard-negative');

/** Lines of text: of each detector the recall by class, rows with a wrong name, and false hits by the kind of negative. */
export function detectorTable(detectors: readonly Detector[]): readonly string[] {
  const lines = detectors.map(({ name, scored }) => {
    const recalls = CLASSES.map((wanted) => {
      const own = scored.classes.find((one) => one.class === wanted);
      return own === undefined || own.rows === 0 ? '-' : (own.found / own.rows).toFixed(3);
    });
    const wrong = scored.classes.reduce((sum, one) => sum + one.wrongNames, 0);
    const kinds = Object.entries(falseHitsByKind(scored)).map(([kind, count]) => `${kind} ${count}`);
    return row(name, recalls, String(wrong), kinds.join(', ') || '0');
  });
  return [row('recall of', CLASSES, 'wrong', 'false hits by kind of negative'), ...lines];
}

function row(name: string, cells: readonly string[], wrong: string, hits: string): string {
  return [name.padEnd(18), ...cells.map((one) => one.padStart(10)), wrong.padStart(6), ` ${hits}`].join(' ');
}
