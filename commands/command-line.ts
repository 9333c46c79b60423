import { type ParseArgsConfig, parseArgs } from 'node:util';
import { HarnessError } from '../helpers/model/harness-error.ts';

/** Node's `parseArgs`, whose complaints become a `USAGE` that names the command's own `--help`. */
export function parseCommandLine<const Config extends ParseArgsConfig>(
  command: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs<Config>(config);
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error), helpOf(command));
  }
}

export function usageError(why: string, remedy: string): HarnessError {
  return new HarnessError('USAGE', { what: 'the command line was not understood', why, remedy });
}

function helpOf(command: string): string {
  return `see: npm run ${command} -- --help`;
}
