import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import { activityDump } from '../dumps/activity-dumps.ts';
import { alarmDump } from '../dumps/alarm-dump.ts';
import { appopsDump } from '../dumps/appops-dump.ts';
import { batteryDump } from '../dumps/battery.ts';
import { connectivityDump } from '../dumps/connectivity-dump.ts';
import { contentDump } from '../dumps/content-dump.ts';
import { deviceIdleAnswer } from '../dumps/device-idle.ts';
import { inputDump } from '../dumps/input-dump.ts';
import { jobsDump } from '../dumps/jobs-dump.ts';
import { netstatsDump } from '../dumps/netstats-dump.ts';
import { notificationDump } from '../dumps/notification-dump.ts';
import { packageDump } from '../dumps/package-dump.ts';
import { inputMethodDump, powerDump } from '../dumps/service-dumps.ts';
import { createUsageStats } from '../dumps/usage-stats.ts';
import { windowDump } from '../dumps/window-dump.ts';
import type { CommandMaker, Framework } from '../framework.ts';

type Dump = (framework: Framework, words: readonly string[]) => string | undefined;

/** Services that can be dumped, but for those that keep something; every other name is refused as a phone refuses a name that no service has. */
const DUMPS: ReadonlyMap<string, Dump> = new Map<string, Dump>([
  ['activity', activityDump],
  ['alarm', alarmDump],
  ['appops', appopsDump],
  ['connectivity', connectivityDump],
  ['content', contentDump],
  ['input', inputDump],
  ['input_method', inputMethodDump],
  ['netstats', netstatsDump],
  ['jobscheduler', jobsDump],
  ['notification', notificationDump],
  ['package', packageDump],
  ['window', windowDump],
]);

/** `dumpsys`. */
export const dumpsysCommand: CommandMaker = (framework) => {
  const usageStats = createUsageStats(framework);
  const dumps = new Map<string, Dump>([
    ...DUMPS,
    ['battery', ({ android, battery }, words) => batteryDump(battery, android.api, words).text],
    ['deviceidle', (_, words) => deviceIdleAnswer(framework, words).text],
    ['power', powerDump],
    ['usagestats', (_, words) => usageStats.dump(words)],
  ]);
  return [['dumpsys', async (call) => dumpsys(framework, dumps, call)]];
};

/** `-t SECONDS` and `-T MILLISECONDS` before the service: no dump takes that long here. */
function withoutTimeout(words: readonly string[]): readonly string[] {
  return words[0] === '-t' || words[0] === '-T' ? words.slice(2) : words;
}

function dumpsys(framework: Framework, dumps: ReadonlyMap<string, Dump>, call: CommandCall): number {
  const [service, ...words] = withoutTimeout(call.argv.slice(1));
  if (service === undefined || service === '-l') {
    return say(
      call,
      `Currently running services:\n${[...dumps.keys()]
        .sort()
        .map((name) => `  ${name}\n`)
        .join('')}`,
    );
  }
  const dump = dumps.get(service);
  if (dump === undefined) return complain(call, `Can't find service: ${service}`, 0);
  const text = dump(framework, words);
  return text === undefined
    ? complain(call, `Bad ${service} command, or no activities match: ${words.join(' ')}`, 0)
    : say(call, text);
}
