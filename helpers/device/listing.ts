/** One file as the phone lists it. */
export interface ListedFile {
  readonly path: string;
  readonly inode: number;
  readonly bytes: number;
  /** Milliseconds since the Unix epoch, the phone's clock; whole seconds on every version. */
  readonly modifiedMs: number;
  readonly owner: string;
}

/**
 * A shell line that lists every regular file below `root`, portable from Android 6 on (no `find -printf` before 11).
 * Each line starts with `mark`, a random word: a hostile file name may hold line breaks but cannot know the mark.
 * Exit codes and what could not be read go to standard error.
 */
export function listingCommand(root: string, mark: string): string {
  return `find ${root}/ -type f -print0 | xargs -0 -r stat -c '${mark} %i %s %Y %U %n'`;
}

/** Parses the output of `listingCommand`. */
export function parseListing(output: string, mark: string): readonly ListedFile[] {
  const files: ListedFile[] = [];
  for (const chunk of `\n${output}`.split(`\n${mark} `).slice(1)) {
    const match = /^(\d+) (\d+) (-?\d+) (\S+) ([\s\S]+)$/.exec(chunk.replace(/\n$/, ''));
    if (match === null) continue;
    const [, inode, bytes, seconds, owner, path] = match;
    if (path === undefined || owner === undefined) continue;
    files.push({
      path: path.replaceAll('//', '/'),
      inode: Number(inode),
      bytes: Number(bytes),
      modifiedMs: Number(seconds) * 1000,
      owner,
    });
  }
  return files;
}

/** What the phone said that it could not read, its first line; `undefined` when it read everything. */
export function unreadablePart(stderr: string, exitCode: number | null): string | undefined {
  // A file that went away between `find` and `stat` is not a gap: the next pass sees its absence.
  const said = stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/No such file or directory/.test(line));
  if (said[0] !== undefined) return said[0];
  return exitCode === 0 || /No such file or directory/.test(stderr) ? undefined : `exit code ${exitCode}`;
}
