import type { CommandCall } from '../../../shell-parts.ts';
import type { Framework } from '../../framework.ts';
import type { ShellWords } from './shell-words.ts';

/** What a verb of `am` works with. */
export interface AmCall {
  readonly framework: Framework;
  readonly call: CommandCall;
  readonly words: ShellWords;
}

/** One verb of `am`; its answer is the exit code. */
export interface AmVerb {
  readonly names: readonly string[];
  /** The first API level that has it; absent: all. */
  readonly from?: number;
  run(am: AmCall): Promise<number> | number;
}
