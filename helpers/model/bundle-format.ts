/**
 * The number of the bundle's format. Raise it with every change by which a bundle of before would no longer load whole:
 * its lines would be taken for damage then. `bundle-format.test.ts` in `helpers/evidence` notices such a change.
 */
export const BUNDLE_FORMAT = 2;
