/** A stretch of bytes: from `start`, up to and without `end`. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

/** What a decoder made of a stretch of its input. */
export interface Piece extends Region {
  /** As a chain names it, e.g. `gzip` or `zip entry a.png`. */
  readonly label: string;
  readonly bytes: Uint8Array;
  /** All of the stretch was read. If not, the bytes are what came before the break. */
  readonly complete: boolean;
  /** What of the input it stands for, when that is not all of the stretch. */
  readonly explains?: readonly Region[];
  /** Most likely noise, as every misaligned reading is but one: only what has a mark is looked for in it. */
  readonly doubtful?: true;
}

/** What a decoder says of its input. */
export interface Decoded {
  readonly pieces: readonly Piece[];
  /** Checked fields of the format itself, in which no content has room. */
  readonly structure?: readonly Region[];
}

/** Bytes that stand inside others, with the way that leads to them. The outermost has no label. */
export interface Layer {
  readonly bytes: Uint8Array;
  readonly label?: string;
  /** The stretch of the parent that it was decoded from. */
  readonly from: Region;
  /** What of the parent is understood when this is. */
  readonly explains: readonly Region[];
  readonly complete: boolean;
  /** The same bytes as in the parent, so that whoever has read the parent has read them. */
  readonly view: boolean;
  readonly structure: readonly Region[];
  readonly children: readonly Layer[];
}

export const NOTHING_DECODED: Decoded = { pieces: [] };
