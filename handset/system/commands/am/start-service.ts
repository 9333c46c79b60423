import { complain, say } from '../../arguments.ts';
import type { AmCall, AmVerb } from './am-verb.ts';
import { intentText } from './intent-text.ts';
import { parseIntent } from './parse-intent.ts';

/** `am startservice` and its kin. */
export const startService: AmVerb = {
  names: [
    'startservice',
    'start-service',
    'startforegroundservice',
    'startfgservice',
    'start-foreground-service',
    'start-fg-service',
  ],
  async run({ framework, call, words }: AmCall): Promise<number> {
    const { intent, user } = parseIntent(words);
    if (user === 'all') return complain(call, "Error: Can't start activity with user 'all'", 255);
    say(call, `Starting service: ${intentText(intent)}\n`);
    const name = intent.component?.package ?? '';
    if (framework.packages.get(name) === undefined)
      return complain(call, 'Error: Not found; no service started.', 255);
    framework.activities.stopped.start(name);
    await framework.activities.ensureProcess(name);
    return 0;
  },
};

/** `am stopservice`: no service that could be stopped runs here. */
export const stopService: AmVerb = {
  names: ['stopservice', 'stop-service'],
  run({ call, words }: AmCall): number {
    const { intent, user } = parseIntent(words);
    if (user === 'all') return complain(call, "Error: Can't stop activity with user 'all'", 255);
    say(call, `Stopping service: ${intentText(intent)}\n`);
    return complain(call, 'Service not stopped: was not running.', 255);
  },
};
