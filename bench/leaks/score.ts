import { LEAK_CLASSES, type LeakClass, type ManifestRow } from './leak.ts';

/** What a detector says: for each artifact's path, the stimuli that it found in it. */
export type Detections = Readonly<Record<string, readonly string[]>>;

interface ClassScore {
  readonly class: LeakClass;
  readonly rows: number;
  /** Of rows in which a stimulus is: how many were named rightly. */
  readonly found: number;
  /** The same of those that a marked page is in: photos have no key. */
  readonly ofPages: { readonly rows: number; readonly found: number };
  /** Rows of which a stimulus was named that is not in them, though another is. */
  readonly wrongNames: number;
  /** Rows of which a stimulus was named though none is in them. */
  readonly falseHits: number;
}

export interface Score {
  readonly classes: readonly ClassScore[];
  /** One line for each row that was not as it should be. */
  readonly mistakes: readonly { readonly row: ManifestRow; readonly named: readonly string[] }[];
}

/** Holds what was detected against the manifest. */
export function score(rows: readonly ManifestRow[], detections: Detections): Score {
  const judged = rows.map((row) => {
    const named = [...new Set(row.files.flatMap((file) => detections[file] ?? []))].sort();
    const found = row.expected.some((one) => named.includes(one));
    const wrong = named.some((one) => !row.expected.includes(one));
    return { row, named, found, wrong };
  });
  const classes = LEAK_CLASSES.map((name): ClassScore => {
    const own = judged.filter(({ row }) => row.class === name);
    const pages = own.filter(({ row }) => row.kind === 'page');
    return {
      class: name,
      rows: own.length,
      found: own.filter(({ found }) => found).length,
      ofPages: { rows: pages.length, found: pages.filter(({ found }) => found).length },
      wrongNames: own.filter(({ wrong, row }) => wrong && row.expected.length > 0).length,
      falseHits: own.filter(({ wrong, row }) => wrong && row.expected.length === 0).length,
    };
  });
  const mistakes = judged.filter(({ row, found, wrong }) => wrong || (row.expected.length > 0 && !found));
  return { classes, mistakes: mistakes.map(({ row, named }) => ({ row, named })) };
}

/** False hits by the kind of negative: what stands before the colon in its name. */
export function falseHitsByKind({ mistakes }: Score): Readonly<Record<string, number>> {
  const kinds: Record<string, number> = {};
  for (const { row } of mistakes) {
    if (row.expected.length > 0) continue;
    const kind = row.class === 'encrypted' ? 'encrypted' : (row.derivation.split(':')[0] ?? row.derivation);
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return kinds;
}
