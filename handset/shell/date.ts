import { PassThrough, Writable } from 'node:stream';
import type { CommandCall, FrameworkCommand } from '../shell-parts.ts';
import type { ProcessIo } from './run-process.ts';
import { TOYBOX } from './wrappers.ts';

interface PhoneTime {
  now(): number;
  set(nowMs: number): void;
}

type Run = (words: readonly string[], io: ProcessIo) => Promise<number>;

/** The program itself: `toybox` is a script on the phone, which would come back here. */
const DATE = [TOYBOX, 'date'];

/** toybox's `date` by the phone's clock, which is not the kernel's: it is told which moment to show. */
export function dateCommand(clock: PhoneTime, run: Run): FrameworkCommand {
  return async (call) => {
    const words = call.argv.slice(1);
    const { shows, sets } = takenApart(words);
    if (shows) return await run([...DATE, ...words], call);
    if (sets !== undefined) {
      if (call.uid !== 0) return refused(call);
      const kept = words.filter((word) => word !== sets);
      const [code, text] = await captured(run, [...DATE, ...kept, '-d', sets, '+%s'], call);
      if (code !== 0 || !/^\d+\n$/.test(text)) return code === 0 ? 1 : code;
      clock.set(Number(text) * 1000);
      return await run([...DATE, ...kept, ...moment(clock)], call);
    }
    return await run([...DATE, ...moment(clock), ...words], call);
  };
}

/** Whether it shows another moment than now anyway, or sets the clock to one. */
function takenApart(words: readonly string[]): {
  readonly shows: boolean;
  readonly sets: string | undefined;
} {
  const positional = words.filter(
    (word, index) => !word.startsWith('-') && !/^-[a-zA-Z]*[drD]$/.test(words[index - 1] ?? ''),
  );
  const shows = words.some((word) => /^-[a-zA-Z]*[drh]|^--(?:help|version|date|reference)/.test(word));
  return { shows, sets: positional.find((word) => !word.startsWith('+')) };
}

function moment(clock: PhoneTime): readonly string[] {
  return ['-d', `@${(clock.now() / 1000).toFixed(3)}`];
}

function refused(call: CommandCall): number {
  call.stderr.write('date: cannot set date: Operation not permitted\n');
  return 1;
}

async function captured(
  run: Run,
  words: readonly string[],
  call: CommandCall,
): Promise<readonly [number, string]> {
  let text = '';
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const stdin = new PassThrough().end();
  return [await run(words, { ...call, stdin, stdout }), text];
}
