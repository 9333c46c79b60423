import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import { batteryDump } from '../dumps/battery.ts';
import { deviceIdleAnswer } from '../dumps/device-idle.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import { activityService } from './activity-commands.ts';
import { alarmCommand } from './alarm-command.ts';
import { appopsCommand } from './appops-command.ts';
import { deviceConfigService } from './device-config-command.ts';
import { inputMethodCommand } from './ime-command.ts';
import { inputCommand } from './input-commands.ts';
import { jobschedulerCommand } from './jobscheduler-command.ts';
import { netpolicyCommand } from './netpolicy-command.ts';
import { notificationCommand } from './notification-command.ts';
import { packageCommand } from './package-commands.ts';
import { statusBarCommand } from './statusbar-command.ts';
import { connectivityCommand, wifiCommand } from './switch-commands.ts';
import { windowManager } from './window-command.ts';

/** `cmd`, and services' commands under names of their own. */
export const serviceCommand: CommandMaker = (framework) => [
  ['cmd', async (call) => await service(framework, call)],
  ['appops', async (call) => appopsCommand(framework, call, call.argv.slice(1))],
];

/** The same as `dumpsys battery`, with an exit code; without a verb it shows its usage, which is not here. */
function battery({ android, battery: one }: Framework, call: CommandCall, words: readonly string[]): number {
  const { text, code } = batteryDump(one, android.api, words);
  return words.length === 0 ? complain(call, 'Unknown command: null', 255) : say(call, text, code);
}

async function service(framework: Framework, call: CommandCall): Promise<number> {
  const [, name, ...words] = call.argv;
  if (name === 'package') return await packageCommand(framework, call, words);
  if (name === 'appops') return appopsCommand(framework, call, words);
  if (name === 'activity') return await activityService(framework, call, words);
  if (name === 'device_config' && framework.android.api >= 29)
    return deviceConfigService(framework, call, words);
  if (name === 'connectivity') return connectivityCommand(framework, call, words);
  if (name === 'wifi') return wifiCommand(framework, call, words);
  if (name === 'notification') return notificationCommand(framework, call, words);
  if (name === 'deviceidle') {
    const { text, code } = deviceIdleAnswer(framework, words);
    return say(call, text, code);
  }
  if (name === 'alarm') return await alarmCommand(framework, call, words);
  if (name === 'jobscheduler') return jobschedulerCommand(framework, call, words);
  if (name === 'netpolicy') return netpolicyCommand(framework, call, words);
  if (name === 'battery') return battery(framework, call, words);
  if (name === 'statusbar') return statusBarCommand(framework, call, words);
  if (name === 'window') return await windowManager(framework, call, words);
  if (name === 'input_method') return inputMethodCommand(framework, call, words);
  if (name === 'input' && framework.android.api >= 31) return await inputCommand(framework, call, words);
  // Binder.shellCommand of a service that has none.
  if (name === 'clipboard') return complain(call, 'No shell command implementation.', 0);
  return complain(call, `cmd: Can't find service: ${name ?? ''}`, 20);
}
