import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { HarnessError } from '../helpers/model/harness-error.ts';
import type { Profile } from '../helpers/model/profile.ts';
import { profileSchema } from './profile/schema.ts';

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

/** Reads a profile that lies anywhere: one of a test, or one that is not to be published. */
export async function loadProfileFile(file: string): Promise<Profile> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new HarnessError('PROFILE_INVALID', {
      what: `${file} could not be read`,
      why: cause.message,
      remedy: 'name a profile that is there with --profile=<file>',
      cause,
    });
  });
  return parseProfile(text, file);
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
  if (parsed.success) return parsed.data;
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
