import type { FrameworkCommand } from '../shell-parts.ts';
import type { ProcessIo } from './run-process.ts';

export interface SuperuserParts {
  runWords(words: readonly string[], io: ProcessIo): Promise<number>;
  runLine(commandLine: string, io: ProcessIo): Promise<number>;
}

const ACCOUNTS: Readonly<Record<string, number>> = { root: 0, system: 1000, shell: 2000 };

/** `su` of an AOSP userdebug build (`su UID COMMAND…`, system/extras/su), and `su -c LINE` as rooted phones have it. */
export function superuserCommand(parts: SuperuserParts): FrameworkCommand {
  return async (call) => {
    if (call.uid !== 0 && call.uid !== 2000) {
      call.stderr.write('su: not allowed\n');
      return 1;
    }
    const [, ...words] = call.argv;
    if (words[0] === '-c' && words[1] !== undefined)
      return await parts.runLine(words[1], { ...call, uid: 0 });
    const [first, ...rest] = words;
    const uid = first === undefined ? 0 : (ACCOUNTS[first] ?? (/^\d+$/.test(first) ? Number(first) : -1));
    if (uid < 0) {
      call.stderr.write(`su: invalid uid/gid '${first ?? ''}'\n`);
      return 1;
    }
    // `su 0 -c LINE` and `su root -c LINE`, as Magisk has it; a shell that reads its input without words.
    if (rest[0] === '-c' && rest[1] !== undefined) return await parts.runLine(rest[1], { ...call, uid });
    return await parts.runWords(rest.length === 0 ? ['/system/bin/sh'] : rest, { ...call, uid });
  };
}
