import type { CommandCall } from '../../shell-parts.ts';
import { complain } from '../arguments.ts';

/** An exception of the service behind a command. */
export interface JavaException {
  /** The whole class name. */
  readonly kind: string;
  readonly message: string;
}

export const SECURITY = 'java.lang.SecurityException';
export const ILLEGAL_ARGUMENT = 'java.lang.IllegalArgumentException';

/**
 * What a service's shell command prints of an exception, and its exit code: ShellCommand.exec up to Android 10, which
 * tells the security exceptions from the others; BasicShellCommandHandler.exec from 11 on, which names the verb. The
 * lines of the stack are left out.
 */
export function thrown(
  call: CommandCall,
  api: number,
  verb: string,
  { kind, message }: JavaException,
): number {
  const text = `${kind}: ${message}`;
  if (api >= 30) return complain(call, `\nException occurred while executing '${verb}':\n${text}`, 255);
  if (kind === SECURITY) return complain(call, `Security exception: ${message}\n\n${text}`, 255);
  return complain(call, `\nException occurred while executing:\n${text}`, 255);
}
