import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import { inputMethodCommand } from './ime-command.ts';
import { inputUsage, isInputSource } from './input-usage.ts';
import { type InputOutcome, inputVerb } from './input-verbs.ts';
import { ILLEGAL_ARGUMENT, thrown } from './java-exception.ts';

/** `input` and `ime`. */
export const inputCommands: CommandMaker = (framework) => [
  ['input', async (call) => await inputCommand(framework, call, call.argv.slice(1))],
  ['ime', async (call) => inputMethodCommand(framework, call, call.argv.slice(1))],
];

/** `input`, and from Android 12 on `cmd input`. */
export async function inputCommand(
  { android: { api }, display }: Framework,
  call: CommandCall,
  words: readonly string[],
): Promise<number> {
  const [verb, ...rest] = words.slice(isInputSource(words[0]) ? 1 : 0);
  if (verb === undefined) return usage(call, api);
  if (verb === '-d' && api >= 29) return await onDisplay(display, call, { api, words: rest });
  return await run(display, call, { api, words: [verb, ...rest] });
}

interface Typed {
  readonly api: number;
  readonly words: readonly string[];
}

/** There is one display; what is sent to another reaches nobody. */
async function onDisplay(
  display: Framework['display'],
  call: CommandCall,
  { api, words }: Typed,
): Promise<number> {
  const [id = '', ...rest] = words;
  if (!/^(?:-?\d{1,9}|INVALID_DISPLAY|DEFAULT_DISPLAY)$/i.test(id)) {
    const message = 'Error: Invalid arguments for display ID.';
    return failed(call, api, rest[0] ?? '', { kind: ILLEGAL_ARGUMENT, message });
  }
  const known = /^(?:0|-\d+|INVALID_DISPLAY|DEFAULT_DISPLAY)$/i.test(id);
  return known ? await run(display, call, { api, words: rest }) : 0;
}

async function run(display: Framework['display'], call: CommandCall, { api, words }: Typed): Promise<number> {
  const [name = '', ...rest] = words;
  const verb = inputVerb(name, api);
  if (verb === undefined) return unknownVerb(call, api, name);
  const outcome: InputOutcome = await verb(display, rest, api);
  switch (outcome.kind) {
    case 'done':
      return 0;
    case 'exception':
      return failed(call, api, name, outcome.exception);
    case 'invalid':
      return invalid(call, api, name);
  }
}

/** Up to 11 it is a program of its own, which ends well whatever it said; from 12 on a command of the service. */
function unknownVerb(call: CommandCall, api: number, name: string): number {
  if (api >= 31) {
    if (name === 'help' || name === '-h') return say(call, inputUsage(api));
    return complain(call, `Unknown command: ${name}`, 0);
  }
  return complain(call, `Error: Unknown command: ${name}\n${inputUsage(api)}`, 0);
}

function invalid(call: CommandCall, api: number, name: string): number {
  const message = `Error: Invalid arguments for command: ${name}`;
  if (api >= 31) return thrown(call, api, name, { kind: ILLEGAL_ARGUMENT, message });
  return complain(call, `${message}\n${inputUsage(api)}`, 0);
}

function failed(
  call: CommandCall,
  api: number,
  name: string,
  exception: { readonly kind: string; readonly message: string },
): number {
  if (api >= 31) return thrown(call, api, name, exception);
  const { kind, message } = exception;
  return complain(call, `Exception in thread "main" ${kind}: ${message}`, 1);
}

function usage(call: CommandCall, api: number): number {
  return api >= 31 ? say(call, inputUsage(api)) : complain(call, inputUsage(api), 0);
}
