import { HarnessError } from '../model/harness-error.ts';

/** Says a failed write in the harness's words: a full disk is one known way to fail, anything else is not. */
export function writeFailure(error: unknown, directory: string): HarnessError {
  if (error instanceof HarnessError) return error;
  const full = isSystemError(error) && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(error.code ?? '');
  const why = error instanceof Error ? error.message : String(error);
  return full
    ? new HarnessError('DISK_FULL', {
        what: `the bundle ${directory} cannot take any more`,
        why,
        remedy: 'free some space and start the run again; what was recorded until then is kept',
        cause: error,
      })
    : new HarnessError('INTERNAL', {
        what: `the bundle ${directory} cannot be written`,
        why,
        remedy: 'see that the directory exists and is yours to write in, then start the run again',
        cause: error,
      });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
