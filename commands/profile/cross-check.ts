import type { z } from 'zod';
import type { ProfileFields } from './schema.ts';
import { inRange, rangesMeet } from './version-number.ts';

type Complain = (path: readonly PropertyKey[], message: string) => void;
type Version = ProfileFields['versions'][number];

/** What no field can say of itself: names that are there twice, and references to what is not there. */
export function crossCheck(profile: ProfileFields, context: z.core.$RefinementCtx<ProfileFields>): void {
  const complain: Complain = (path, message) =>
    context.addIssue({ code: 'custom', path: [...path], message });
  checkClaims(profile, complain);
  for (const [index, version] of profile.versions.entries()) {
    checkVersion(version, ['versions', index], complain);
    checkExpectations(profile, version, ['versions', index, 'expected'], complain);
  }
  checkDistinct(profile.versions, complain);
  checkScreens(profile.screens, complain);
}

function checkClaims({ claims }: ProfileFields, complain: Complain): void {
  const ids = claims.map((one) => one.id);
  for (const [index, id] of ids.entries())
    if (ids.indexOf(id) !== index) complain(['claims', index, 'id'], `the claim ${id} is there twice`);
}

function checkVersion(
  { versionName, range, expected }: Version,
  at: readonly PropertyKey[],
  complain: Complain,
): void {
  if ((versionName === undefined) === (range === undefined))
    complain(at, 'a version has either a versionName or a range');
  if (range === undefined) return;
  if (range.from === undefined && range.before === undefined)
    complain([...at, 'range'], 'a range has a first number (from), or one that it ends before (before)');
  // An empty range would hold no version, and nobody would notice.
  if (range.from !== undefined && range.before !== undefined && !inRange(range.from, range))
    complain([...at, 'range'], `${range.from} does not come before ${range.before}`);
  if (expected !== undefined)
    complain([...at, 'expected'], 'only of one version, by its versionName, is it known what it does');
}

function checkDistinct(versions: readonly Version[], complain: Complain): void {
  for (const [index, { versionName, range }] of versions.entries()) {
    const earlier = versions.slice(0, index);
    if (versionName !== undefined && earlier.some((one) => one.versionName === versionName))
      complain(['versions', index, 'versionName'], `the version ${versionName} is there twice`);
    if (range !== undefined && earlier.some((one) => one.range !== undefined && rangesMeet(one.range, range)))
      complain(['versions', index, 'range'], 'the range shares versions with an earlier one');
  }
}

function checkExpectations(
  { claims }: ProfileFields,
  { expected = [] }: Version,
  at: readonly PropertyKey[],
  complain: Complain,
): void {
  const ids = claims.map((one): string => one.id);
  const seen = new Set<string>();
  for (const [index, { android, matrix, verdicts }] of expected.entries()) {
    for (const id of Object.keys(verdicts))
      if (!ids.includes(id)) complain([...at, index, 'verdicts', id], `no claim has the id ${id}`);
    for (const id of ids)
      if (!Object.hasOwn(verdicts, id)) complain([...at, index, 'verdicts'], `nothing is said of ${id}`);
    for (const release of android) {
      if (seen.has(`${release} ${matrix}`))
        complain([...at, index, 'android'], `Android ${release} with the ${matrix} matrix is there twice`);
      seen.add(`${release} ${matrix}`);
    }
  }
}

function checkScreens({ prompt, picker, sent }: ProfileFields['screens'], complain: Complain): void {
  if ((prompt !== undefined || picker !== undefined) && sent === undefined)
    complain(['screens'], 'an app that sends images shows that it has: say by which id (sent)');
}
