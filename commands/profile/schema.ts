import { z } from 'zod';
import { CHANNELS, ERAS, PREDICATES } from '../../helpers/model/claim.ts';
import { MATRICES, type Profile, type ProfileVersion } from '../../helpers/model/profile.ts';
import { VERDICT_KINDS } from '../../helpers/model/verdict.ts';
import { crossCheck } from './cross-check.ts';
import {
  appId,
  claimId,
  date,
  dottedNumber,
  filledIn,
  host,
  packageName,
  permission,
  resourceId,
  some,
} from './fields.ts';

const statement = z.strictObject({
  words: filledIn.describe("The vendor's own words; paraphrases begin with (paraphrase)."),
  language: filledIn.min(2).describe('The language of the words, e.g. zh.'),
  translation: filledIn.exactOptional(),
  source: filledIn.describe('Where the words can be read.'),
  date: date.describe('When they were said.'),
});

const claim = z.strictObject({
  id: claimId,
  predicate: z.enum(PREDICATES),
  meaning: filledIn.describe('The predicate in words that a lawyer can read.'),
  statement,
  eras: some(z.enum(ERAS)).describe('The eras that the claim speaks about.'),
  channels: some(z.enum(CHANNELS)).describe('What must have been seen to work for the claim to be upheld.'),
});

const expectation = z.strictObject({
  android: some(dottedNumber).describe('Releases as the phone says them; 8.1 stands for 8.1.0 too.'),
  matrix: z.enum(MATRICES),
  verdicts: z.record(claimId, z.enum(VERDICT_KINDS)),
});

const version = z.strictObject({
  versionName: filledIn.exactOptional().describe('The exact name; it goes before every range.'),
  range: z
    .strictObject({ from: dottedNumber.exactOptional(), before: dottedNumber.exactOptional() })
    .exactOptional()
    .describe('Instead of a name: dotted numbers from the first one on and before the second.'),
  era: z.enum(ERAS),
  note: filledIn,
  expected: z.array(expectation).exactOptional().describe('Only of an app whose truth is known.'),
});

const screens = z.strictObject({
  notice: z.strictObject({ shown: resourceId, accept: resourceId, refuse: resourceId }).exactOptional(),
  prompt: z.strictObject({ shown: resourceId, send: resourceId, dismiss: resourceId }).exactOptional(),
  picker: z
    .strictObject({ open: resourceId, image: resourceId, send: resourceId, dismiss: resourceId })
    .exactOptional(),
  sent: resourceId.exactOptional(),
});

/** `profile.yaml` as it is written. */
const profileFields = z.strictObject({
  id: appId.describe('The name of the folder under apps/.'),
  name: filledIn,
  package: packageName,
  declaredHosts: z
    .array(host)
    .describe('Hosts that the vendor declares as its own; *. stands for any subdomain.'),
  permissions: z.array(permission).describe('The runtime permissions by which it reaches images.'),
  appData: z
    .enum(['keep', 'may-be-cleared'])
    .describe('Whether a run may clear what the app stored; accounts and earlier evidence would be lost.'),
  versions: z.array(version),
  claims: some(claim),
  screens: screens.describe("Resource ids of the app's own screens; leave out what it does not have."),
});

export type ProfileFields = z.output<typeof profileFields>;

/** A profile, checked and as the model knows it. */
export const profileSchema = profileFields
  .superRefine(crossCheck)
  .transform((fields): Profile => ({ ...fields, versions: fields.versions.flatMap(versionOf) }));

function versionOf({
  versionName,
  range,
  expected,
  ...known
}: ProfileFields['versions'][number]): readonly ProfileVersion[] {
  if (versionName !== undefined) return [{ kind: 'named', versionName, ...known, expected: expected ?? [] }];
  return range === undefined ? [] : [{ kind: 'range', ...range, ...known }];
}
