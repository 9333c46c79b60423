import { opendir } from 'node:fs/promises';
import path from 'node:path';

/** What lies in a folder, at any depth. `name` is relative to it, with forward slashes. */
export type FoundArtifact =
  | { readonly kind: 'file'; readonly name: string; readonly file: string }
  /** No plain file, or a directory that cannot be read. */
  | { readonly kind: 'unreadable'; readonly name: string; readonly because: string };

/**
 * Yields every file below a folder, a directory at a time, so that a hundred thousand of them need no list. Links are not
 * followed: they lead out of the folder, or round in it.
 */
export async function* walkArtifacts(folder: string, below = ''): AsyncGenerator<FoundArtifact> {
  const names: { readonly name: string; readonly directory: boolean; readonly plain: boolean }[] = [];
  try {
    for await (const entry of await opendir(path.join(folder, below)))
      names.push({ name: entry.name, directory: entry.isDirectory(), plain: entry.isFile() });
  } catch (error) {
    yield {
      kind: 'unreadable',
      name: below,
      because: error instanceof Error ? error.message : String(error),
    };
    return;
  }
  names.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, directory, plain } of names) {
    const whole = below === '' ? name : `${below}/${name}`;
    if (directory) yield* walkArtifacts(folder, whole);
    else if (plain) yield { kind: 'file', name: whole, file: path.join(folder, whole) };
    else yield { kind: 'unreadable', name: whole, because: 'it is a link, or no plain file' };
  }
}
