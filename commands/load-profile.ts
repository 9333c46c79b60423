import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { CHANNELS, ERAS, PREDICATES } from '../helpers/model/claim.ts';
import { HarnessError } from '../helpers/model/harness-error.ts';
import { parseClaimId } from '../helpers/model/ids.ts';
import type { Profile } from '../helpers/model/profile.ts';
import { VERDICT_KINDS } from '../helpers/model/verdict.ts';

const claimId = z.string().transform((text, context) => {
  try {
    return parseClaimId(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

const statement = z.strictObject({
  words: z.string().min(1),
  language: z.string().min(2),
  translation: z.string().min(1).optional(),
  source: z.string().min(1),
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date as YYYY-MM-DD'),
});

const claim = z.strictObject({
  id: claimId,
  predicate: z.enum(PREDICATES),
  meaning: z.string().min(1),
  statement,
  eras: z.array(z.enum(ERAS)).min(1),
  channels: z.array(z.enum(CHANNELS)).min(1),
});

const profileSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/, 'a-z, 0-9 and dashes'),
    name: z.string().min(1),
    package: z.string().regex(/^[A-Za-z][\w]*(\.[A-Za-z][\w]*)+$/, 'an Android package name'),
    declaredHosts: z.array(
      z.string().regex(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a host name, or *. and a host name'),
    ),
    versions: z.array(
      z.strictObject({
        versionName: z.string().min(1),
        era: z.enum(ERAS),
        note: z.string().min(1),
        expected: z.record(claimId, z.enum(VERDICT_KINDS)).optional(),
      }),
    ),
    claims: z.array(claim).min(1),
    screens: z.strictObject({
      prompt: z.string().min(1),
      promptSend: z.string().min(1),
      promptDismiss: z.string().min(1),
      sent: z.string().min(1),
    }),
  })
  .superRefine((profile, context) => {
    const ids = profile.claims.map((one) => one.id);
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) !== index) {
        context.addIssue({
          code: 'custom',
          path: ['claims', index, 'id'],
          message: `the claim ${id} is there twice`,
        });
      }
    }
    for (const [index, version] of profile.versions.entries()) {
      for (const id of Object.keys(version.expected ?? {})) {
        if (ids.some((known) => known === id)) continue;
        const path = ['versions', index, 'expected', id];
        context.addIssue({ code: 'custom', path, message: `no claim has the id ${id}` });
      }
    }
  });

/** The short names of the apps that have a profile, sorted. */
export async function knownApps(appsDirectory: string): Promise<readonly string[]> {
  const entries = await readdir(appsDirectory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Reads `apps/<id>/profile.yaml`. Reports an unknown app with the known ones, and every mistake with its line. */
export async function loadProfile(appsDirectory: string, id: string): Promise<Profile> {
  const known = await knownApps(appsDirectory);
  if (!known.includes(id)) {
    throw new HarnessError('UNKNOWN_APP', {
      what: `there is no app ${JSON.stringify(id)}`,
      why: `the known ones are: ${known.join(', ')}`,
      remedy: 'name one of them with --app=<name>, or add a folder with a profile.yaml under apps/',
    });
  }
  const file = path.join(appsDirectory, id, 'profile.yaml');
  return parseProfile(await readFile(file, 'utf8'), path.join('apps', id, 'profile.yaml'));
}

/** Parses a profile; `name` is what messages call the file. */
export function parseProfile(text: string, name: string): Profile {
  const lines = new LineCounter();
  // The failsafe schema with core tags would turn `5.0` into a number: versions and dates are text here.
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe' });
  const mistakes: string[] = document.errors.map(
    (error) => `${name}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`,
  );
  if (mistakes.length > 0) throw invalid(name, mistakes);
  const parsed = profileSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data as Profile;
  for (const issue of parsed.error.issues) {
    mistakes.push(
      `${name}:${lineOf(document, lines, issue.path)}: ${issue.path.join('.') || 'the profile'}: ${issue.message}`,
    );
  }
  throw invalid(name, mistakes);
}

function lineOf(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  at: readonly PropertyKey[],
): number {
  // The nearest enclosing node that exists: a missing field has none of its own.
  for (let length = at.length; length > 0; length -= 1) {
    const node = document.getIn(at.slice(0, length), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    if (Array.isArray(range) && typeof range[0] === 'number') return lines.linePos(range[0]).line;
  }
  return 1;
}

function invalid(name: string, mistakes: readonly string[]): HarnessError {
  return new HarnessError('PROFILE_INVALID', {
    what: `${name} has ${mistakes.length} mistake${mistakes.length === 1 ? '' : 's'}`,
    why: `\n  ${mistakes.join('\n  ')}\n`,
    remedy: 'mend each line and start again',
  });
}
