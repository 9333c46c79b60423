import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { Framework } from '../framework.ts';
import { moveToZone } from '../move-to-zone.ts';
import { zoneOrGmt } from './service-manager.ts';

const REFUSED = 255;
const HELP = `Alarm manager service (alarm) commands:
  help
    Print this help text.
  set-time TIME
    Set the system clock time to TIME where TIME is milliseconds
    since the Epoch.
  set-timezone TZ
    Set the system timezone to TZ where TZ is an Olson id.
`;

/** `cmd alarm` (AlarmManagerService.ShellCmd, which prints what is thrown); the shell holds SET_TIME and SET_TIME_ZONE, an app does not. */
export async function alarmCommand(
  framework: Framework,
  call: CommandCall,
  [verb, word]: readonly string[],
): Promise<number> {
  if (verb === undefined || verb === 'help' || verb === '-h')
    return say(call, HELP, verb === undefined ? REFUSED : 0);
  if (verb !== 'set-time' && verb !== 'set-timezone')
    return complain(call, `Unknown command: ${verb}`, REFUSED);
  const mistake = mistakeOf(call, verb, word);
  if (mistake !== undefined) return say(call, `${mistake}\n`, REFUSED);
  if (verb === 'set-time') framework.clock.set(Number(word));
  else if (word !== '') await moveToZone(framework, zoneOrGmt(word ?? ''));
  return 0;
}

function mistakeOf(
  { uid }: CommandCall,
  verb: 'set-time' | 'set-timezone',
  word: string | undefined,
): string | undefined {
  if (word === undefined) return `java.lang.IllegalArgumentException: Argument expected after "${verb}"`;
  if (verb === 'set-time' && !/^[-+]?\d{1,18}$/.test(word))
    return `java.lang.NumberFormatException: For input string: "${word}"`;
  if (uid < 10_000) return undefined;
  const permission = verb === 'set-time' ? 'SET_TIME' : 'SET_TIME_ZONE';
  const method = verb === 'set-time' ? 'setTime' : 'setTimeZone';
  return `java.lang.SecurityException: ${method}: Neither user ${uid} nor current process has android.permission.${permission}.`;
}
