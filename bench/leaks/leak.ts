import type { Random } from './random.ts';

export type NonEmpty<One> = readonly [One, ...One[]];

export const LEAK_CLASSES = [
  'substring',
  'encoded',
  'disguised',
  're-made',
  'combined',
  'derived',
  'encrypted',
  'hard-negative',
] as const;
export type LeakClass = (typeof LEAK_CLASSES)[number];

/** One image as the apps of the benchmark get to see it. */
export interface Source {
  readonly id: string;
  readonly kind: 'page' | 'photo';
  readonly name: string;
  readonly bytes: Buffer;
  readonly facts: SourceFacts;
}

/** What an image says to somebody who reads it. */
interface SourceFacts {
  readonly digits: readonly string[];
  readonly texts: readonly string[];
  /** Degrees, WGS 84. */
  readonly position?: { readonly latitude: number; readonly longitude: number };
  /** As EXIF writes it. */
  readonly time?: string;
}

/** A file that an app keeps, or a body that it sends; several when it cut one up. */
export interface MadeFile {
  /** With its ending. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A way to derive something from an image, or, in a negative, not to. */
export interface Derivation {
  readonly name: string;
  readonly class: LeakClass;
  /** Both images are in it. */
  readonly alsoOther?: true;
  /** No file when the image does not say what this is derived from. `others` are images of the same run. */
  make(
    source: Source,
    random: Random,
    others: NonEmpty<Source>,
  ): Promise<readonly MadeFile[]> | readonly MadeFile[];
}

/** One row of the manifest: what lies there, and whether a detector has to name the image. */
export interface ManifestRow {
  readonly files: readonly string[];
  readonly class: LeakClass;
  readonly derivation: string;
  readonly source: string;
  /** Pages of ours are marked by a key; photos are known by less, and lose it sooner. */
  readonly kind: Source['kind'];
  /** Names that are right; one of them has to be said, and no other. Empty: none may be. */
  readonly expected: readonly string[];
}
