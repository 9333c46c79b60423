import { say } from '../../arguments.ts';
import type { AmCall, AmVerb } from './am-verb.ts';
import { intentText } from './intent-text.ts';
import { parseIntent } from './parse-intent.ts';

/** FLAG_RECEIVER_FROM_SHELL. */
const FROM_SHELL = 0x400000;

/** `am broadcast`: answers as the receivers of Appium's helper do that are there; everything else is received by nobody. */
export const sendBroadcast: AmVerb = {
  names: ['broadcast'],
  run({ call, words }: AmCall): number {
    const { intent } = parseIntent(words);
    const sent = { ...intent, flags: (intent.flags ?? 0) | FROM_SHELL };
    return say(call, `Broadcasting: ${intentText(sent)}\nBroadcast completed: result=0\n`);
  },
};
