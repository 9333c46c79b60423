import { HarnessError } from '../model/harness-error.ts';

/** Says a failed write in the harness's words: a full disk is one known way to fail, anything else is not. */
export function writeFailure(error: unknown, directory: string): HarnessError {
  if (error instanceof HarnessError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return isDiskFull(error)
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

/** Whether a write failed because there is no room for it. */
export function isDiskFull(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOSPC', 'EDQUOT', 'EFBIG'].some((code) => code === error.code)
  );
}
