import { helperAnswer } from '../../../ui/appium-settings/helper-receivers.ts';
import { say } from '../../arguments.ts';
import { scanByBroadcast } from '../../media/scan-broadcast.ts';
import type { AmVerb } from './am-verb.ts';
import { intentText } from './intent-text.ts';
import { parseIntent } from './parse-intent.ts';
import { chosenUser } from './shell-words.ts';
import { shellCaller } from './start-service.ts';

/** FLAG_RECEIVER_FROM_SHELL. */
const FROM_SHELL = 0x400000;

/** `am broadcast`, which waits for the last receiver and tells its result. */
const broadcast: AmVerb = {
  names: ['broadcast'],
  async run(am) {
    const { framework, call, words } = am;
    const { intent, user, flags, values } = parseIntent(words);
    const sent = { ...intent, flags: (intent.flags ?? 0) | FROM_SHELL };
    say(call, `Broadcasting: ${intentText(sent)}\n`);
    const { broadcasts } = framework.components;
    const sending = broadcasts.send(shellCaller(am, user), sent, values.get('--receiver-permission'));
    if (flags.has('--async') && framework.android.api >= 33) {
      // What becomes of it is not the shell's affair then.
      sending.catch((error: unknown) => framework.log(String(error)));
      return 0;
    }
    const userId = chosenUser(user) ?? 0;
    if (framework.packages.users.get(userId)?.running === true)
      await scanByBroadcast(framework.media.forUser(userId), sent);
    // Appium's helper is an APK: its receivers are re-enacted, the broadcast as such reaches no code of it.
    const { code, text } = (await helperAnswer(framework, intent)) ?? (await sending);
    const data = text === undefined ? '' : `, data="${text}"`;
    return say(call, `Broadcast completed: result=${code}${data}\n`);
  },
};

/** Nothing waits in a queue here once the broadcasts that were sent before are done. */
const waitForIdle: AmVerb = {
  names: ['wait-for-broadcast-idle'],
  from: 29,
  run: ({ call }) => say(call, 'All broadcast queues are idle!\n'),
};

/** The owner is always in front: clones are profiles of his, and nobody is switched to. */
const currentUser: AmVerb = {
  names: ['get-current-user'],
  run: ({ call }) => say(call, '0\n'),
};

/** ActivityManagerShellCommand.runGetStartedUserState; a user who was created here is never started, and his storage stays locked. */
const startedUserState: AmVerb = {
  names: ['get-started-user-state'],
  run({ framework, call, words }) {
    const id = words.number();
    const running = framework.packages.users.get(id)?.running === true;
    return say(call, running ? 'RUNNING_UNLOCKED\n' : `User is not started: ${id}\n`);
  },
};

export const BROADCAST_VERBS: readonly AmVerb[] = [broadcast, waitForIdle, currentUser, startedUserState];
