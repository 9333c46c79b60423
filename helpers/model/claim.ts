import type { ClaimId } from './ids.ts';

/**
 * What a claim asserts, as a rule that judging can decide. The names are those of the table in the design's
 * section 1; a profile may use one predicate in several claims.
 */
export const PREDICATES = [
  'local-only',
  'upload-on-consent',
  'no-background-acquisition',
  'own-screenshots-only',
  'cleared-on-exit',
  'no-collection-without-authorization',
  'feature-withdrawn',
] as const;
export type Predicate = (typeof PREDICATES)[number];

/** Where the harness looks. A claim is upheld only when every channel that it needs was seen to work. */
export const CHANNELS = [
  'shared-storage',
  'app-external-storage',
  'app-internal-storage',
  'reads',
  'traffic',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** The state of the feature in a version: before the fault, as reported in 2019, or taken out. */
export const ERAS = ['as-designed', 'as-reported', 'withdrawn'] as const;
export type Era = (typeof ERAS)[number];

/** A vendor's statement turned into a predicate. */
export interface Claim {
  readonly id: ClaimId;
  readonly predicate: Predicate;
  /** The predicate in words that a lawyer can read. */
  readonly meaning: string;
  readonly statement: Statement;
  /** The eras that the claim speaks about; elsewhere it is not applicable. */
  readonly eras: readonly Era[];
  readonly channels: readonly Channel[];
}

/** The vendor's own words, with where and when they were said. */
export interface Statement {
  readonly words: string;
  readonly language: string;
  readonly translation?: string;
  readonly source: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
}
