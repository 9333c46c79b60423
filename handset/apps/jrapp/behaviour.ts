/** How a variant of the re-enacted app treats new images. */
export interface Behaviour {
  /** `foreground`: notices of new images are ignored while the app is in the background. */
  readonly reacts: 'foreground' | 'always';
  /** `own-screenshots`: only what is named like a screenshot and came while the app itself was in front. */
  readonly takes: 'own-screenshots' | 'every-new-image';
  /** Where a copy of each image is put; `nowhere` keeps it in memory. */
  readonly copies: 'external-cache' | 'internal-files' | 'nowhere';
  /** `at-once`: each image is sent without asking, and again when the user asks. */
  readonly uploads: 'on-consent' | 'at-once';
  /** Opens its own sockets, past the phone's proxy setting. */
  readonly ignoresProxy: boolean;
}

/** What users reported of 5.0.5 in February 2019. */
const AS_REPORTED: Behaviour = {
  reacts: 'always',
  takes: 'every-new-image',
  copies: 'external-cache',
  uploads: 'on-consent',
  ignoresProxy: false,
};

/** Variants of the app by their names. All but `as-reported` are planted, to test the harness with. */
export const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  'as-reported': AS_REPORTED,
  honest: { ...AS_REPORTED, reacts: 'foreground', takes: 'own-screenshots', copies: 'nowhere' },
  'copies-to-internal': { ...AS_REPORTED, copies: 'internal-files' },
  'uploads-in-background': { ...AS_REPORTED, uploads: 'at-once' },
  // An upload without consent that no proxy sees: what counts bytes must notice what records flows cannot.
  'uploads-by-own-socket': { ...AS_REPORTED, uploads: 'at-once', ignoresProxy: true },
};
