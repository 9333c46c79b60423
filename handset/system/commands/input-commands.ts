import type { CommandCall } from '../../parts.ts';
import { keycodeOf } from '../../ui/keycodes.ts';
import { complain, say } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';

/** `input` and `ime`. */
export const inputCommands: CommandMaker = (framework) => [
  ['input', async (call) => await input(framework, call)],
  ['ime', async (call) => inputMethod(framework, call)],
];

async function input({ display }: Framework, call: CommandCall): Promise<number> {
  const words = call.argv.slice(1).filter((word) => !['touchscreen', 'keyboard'].includes(word));
  const [verb, ...rest] = words;
  if (verb === 'keyevent') {
    for (const word of rest.filter((one) => one !== '--longpress')) {
      const keycode = keycodeOf(word);
      if (keycode === undefined) return complain(call, `Error: Unknown keycode: ${word}`);
      await display.key(keycode);
    }
    return 0;
  }
  if (verb === 'tap' && rest.length === 2) {
    await display.tap(Number(rest[0]), Number(rest[1]));
    return 0;
  }
  if (verb === 'text' && rest[0] !== undefined) {
    await display.text(rest[0].replaceAll('%s', ' '));
    return 0;
  }
  return complain(call, `Error: Unknown command: ${words.join(' ')}`);
}

function inputMethod({ settings }: Framework, call: CommandCall): number {
  const [, verb, name = ''] = call.argv;
  if (verb === 'list') return say(call, `${settings.get('secure', 'default_input_method') ?? ''}\n`);
  if (verb === 'enable') return say(call, `Input method ${name}: now enabled\n`);
  if (verb !== 'set' && verb !== 'reset') return complain(call, `Error: unknown command '${verb ?? ''}'`);
  const chosen = verb === 'set' ? name : 'com.android.inputmethod.latin/.LatinIME';
  settings.put('secure', 'default_input_method', chosen);
  return say(call, verb === 'set' ? `Input method ${name} selected for user #0\n` : 'Input method reset\n');
}
