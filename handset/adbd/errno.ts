/** Errors of the host's kernel as Android's libc words them, and with their number in the sync protocol (sysdeps/errno.cpp). */
const ERRORS: Readonly<Record<string, readonly [number: number, text: string]>> = {
  EACCES: [13, 'Permission denied'],
  EEXIST: [17, 'File exists'],
  EISDIR: [21, 'Is a directory'],
  ELOOP: [40, 'Too many symbolic links encountered'],
  ENAMETOOLONG: [36, 'File name too long'],
  ENOENT: [2, 'No such file or directory'],
  ENOSPC: [28, 'No space left on device'],
  ENOTDIR: [20, 'Not a directory'],
  EPERM: [1, 'Operation not permitted'],
  EROFS: [30, 'Read-only file system'],
};
const OTHER = [5, 'I/O error'] as const;

function known(error: unknown): readonly [number: number, text: string] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ERRORS[code] ?? OTHER;
}

export function errorNumber(error: unknown): number {
  return known(error)[0];
}

export function errorText(error: unknown): string {
  return known(error)[1];
}

/** An error as the kernel would have given it. */
export function errno(code: string): Error {
  return Object.assign(new Error(ERRORS[code]?.[1] ?? code), { code });
}
