import type { FrameworkCommand } from '../parts.ts';
import type { ProcessIo } from './run-process.ts';

/** `su` of an AOSP userdebug build (`su UID COMMAND…`, system/extras/su), and `su -c LINE` as rooted phones have it. */
export function superuserCommand(
  run: (words: readonly string[], io: ProcessIo) => Promise<number>,
): FrameworkCommand {
  return async (call) => {
    if (call.uid !== 0 && call.uid !== 2000) {
      call.stderr.write('su: not allowed\n');
      return 1;
    }
    const [, first, ...rest] = call.argv;
    const line = first === '-c' ? rest[0] : undefined;
    if (line !== undefined) return await run(['/system/bin/sh', '-c', line], { ...call, uid: 0 });
    const uid = first === 'root' ? 0 : first === 'shell' ? 2000 : Number(first);
    if (first === undefined || !Number.isInteger(uid) || uid < 0) {
      call.stderr.write(`su: invalid uid/gid '${first ?? ''}'\n`);
      return 1;
    }
    if (rest.length === 0) {
      call.stderr.write('su: an interactive shell needs a terminal\n');
      return 1;
    }
    return await run(rest, { ...call, uid });
  };
}
