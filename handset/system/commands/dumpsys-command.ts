import { complain, say } from '../arguments.ts';
import { activityDump } from '../dumps/activity-dumps.ts';
import { appopsDump } from '../dumps/appops-dump.ts';
import { packageDump } from '../dumps/package-dump.ts';
import {
  batteryDump,
  contentDump,
  inputMethodDump,
  netstatsDump,
  notificationDump,
  powerDump,
} from '../dumps/service-dumps.ts';
import { windowDump } from '../dumps/window-dump.ts';
import type { CommandMaker, Framework } from '../framework.ts';

type Dump = (framework: Framework, words: readonly string[]) => string | undefined;

/** Services that can be dumped; every other name is refused as a phone refuses a name that no service has. */
const DUMPS: ReadonlyMap<string, Dump> = new Map<string, Dump>([
  ['activity', activityDump],
  ['appops', appopsDump],
  ['battery', batteryDump],
  ['content', contentDump],
  ['deviceidle', deviceIdle],
  ['input_method', inputMethodDump],
  ['netstats', netstatsDump],
  ['notification', notificationDump],
  ['package', packageDump],
  ['power', powerDump],
  ['window', windowDump],
]);

/** `dumpsys`. */
export const dumpsysCommand: CommandMaker = (framework) => [
  [
    'dumpsys',
    async (call) => {
      const [, service, ...words] = call.argv;
      if (service === undefined || service === '-l') {
        return say(
          call,
          `Currently running services:\n${[...DUMPS.keys()].map((name) => `  ${name}\n`).join('')}`,
        );
      }
      const dump = DUMPS.get(service);
      if (dump === undefined) return complain(call, `Can't find service: ${service}`, 0);
      const text = dump(framework, words);
      return text === undefined
        ? complain(call, `Bad ${service} command, or no activities match: ${words.join(' ')}`, 0)
        : say(call, text);
    },
  ],
];

/** Apps on the power-save whitelist: Appium puts its own there. */
function deviceIdle(_framework: Framework, words: readonly string[]): string {
  const [verb, change] = words;
  if (verb === 'whitelist' && change !== undefined)
    return `${change.startsWith('+') ? 'Added' : 'Removed'}: ${change.slice(1)}\n`;
  return verb === undefined
    ? 'Settings:\n  light_after_inactive_to=+5m0s0ms\nWhitelist (except idle) system apps:\n'
    : '';
}
