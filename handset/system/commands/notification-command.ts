import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import { keyOf } from '../dumps/notification-dump.ts';
import type { Framework } from '../framework.ts';

const REFUSED = 255;
/** com.android.shell, who posts by `post`. */
const SHELL = 'com.android.shell';
const COMPONENT = /^[A-Za-z][\w.]*\/[\w.$]+$/;
const SHELL_NOTICE = 2_020;

/** `cmd notification`: NotificationShellCmd. Its listeners are there from 8 on, `post` from 10, `list` from 11 on (not verified). */
export function notificationCommand(
  framework: Framework,
  call: CommandCall,
  words: readonly string[],
): number {
  const [verb = '', ...rest] = words;
  const { api } = framework.android;
  const { notifications } = framework.components;
  if (call.uid >= 10_000)
    return complain(call, `java.lang.SecurityException: Calling uid ${call.uid} may not`, REFUSED);
  switch (verb) {
    case 'allow_listener':
    case 'disallow_listener':
      return listener(framework, call, verb, rest[0]);
    case 'post':
      return api >= 29 ? post(framework, call, rest) : unknown(call, verb);
    case 'list':
      if (api < 30) return unknown(call, verb);
      return say(
        call,
        notifications
          .records()
          .map((record) => `${keyOf(record)}\n`)
          .join(''),
      );
    default:
      return unknown(call, verb);
  }
}

function unknown(call: CommandCall, verb: string): number {
  return complain(call, `Unknown command: ${verb}`, REFUSED);
}

function listener(
  { components }: Framework,
  call: CommandCall,
  verb: 'allow_listener' | 'disallow_listener',
  name: string | undefined,
): number {
  // A name that no package has is taken all the same, as the service keeps what might be installed later.
  if (name === undefined || !COMPONENT.test(name))
    return complain(call, 'Invalid listener - must be a ComponentName', REFUSED);
  if (verb === 'allow_listener') components.notifications.listeners.add(name);
  else components.notifications.listeners.delete(name);
  return 0;
}

/** `post [-t TITLE] TAG TEXT`. */
function post({ components }: Framework, call: CommandCall, words: readonly string[]): number {
  let title = '';
  const rest: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-t' || word === '--title') {
      title = words[index + 1] ?? '';
      index += 1;
    } else if (word.startsWith('-')) return complain(call, `Error: Unknown option: ${word}`, REFUSED);
    else rest.push(word);
  }
  const [tag, ...text] = rest;
  if (tag === undefined || text.length === 0) return complain(call, 'error: need tag and text', REFUSED);
  components.notifications.postBySystem(SHELL, { id: SHELL_NOTICE, tag, title, text: text.join(' ') });
  return 0;
}
