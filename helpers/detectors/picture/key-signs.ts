import { PATTERN_CELLS, patternSigns } from '../../stimuli/keyed-pattern.ts';

/** For each size of cells, the signs that a key gives a drawing. */
export type KeySigns = ReadonlyMap<number, { readonly columns: number; readonly cells: Int8Array }>;

export function keySigns(
  key: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): KeySigns {
  return new Map(
    PATTERN_CELLS.map((cell) => {
      const columns = Math.ceil(width / cell);
      return [cell, { columns, cells: patternSigns(key, cell, columns * Math.ceil(height / cell)) }];
    }),
  );
}
