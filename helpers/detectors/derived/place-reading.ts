/** How a place may be written, as far as its first bytes tell, and what has to follow. */
export interface PlaceReading {
  /** Bytes with which it begins; whoever has them has to be asked. */
  readonly anchor: Uint8Array;
  readonly what: string;
  /** The place stands around the anchor, which begins at `at`: then where, from and to. */
  confirm(bytes: Uint8Array, at: number): { readonly from: number; readonly to: number } | undefined;
}

/** About a metre; the shifted datums are computed by formulas that differ by as much as ten. */
export const NEAR = 1.5e-5;
export const NEAR_SHIFTED = 1e-4;
