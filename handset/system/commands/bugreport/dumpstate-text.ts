import { Readable, Writable } from 'node:stream';
import type { FrameworkCommand } from '../../../shell-parts.ts';
import type { Framework } from '../../framework.ts';
import { kernelOf } from '../../kernel.ts';
import { createLocalClock } from '../../roms/time-zone.ts';
import { dumpsysCommand } from '../dumpsys-command.ts';
import { kernelCommands } from '../kernel-commands.ts';
import { logcatCommand } from '../logcat-command.ts';
import { processCommands } from '../process-commands.ts';
import { propertyCommands } from '../property-commands.ts';

const RULE = '='.repeat(56);
const LOG = 'logcat -v threadtime -v printable -v uid -d';

/** In the order of dumpstate.cpp, whose other sections need what the handset has not. Its `ps` asks for threads as well. */
const SECTIONS: readonly (readonly [title: string, line: string])[] = [
  ['UPTIME', 'uptime'],
  ['PROCESSES', 'ps -A'],
  ['SYSTEM LOG', `${LOG} *:v`],
  ['EVENT LOG', `${LOG} -b events *:v`],
  ['SYSTEM PROPERTIES', 'getprop'],
];
const COMMANDS = [dumpsysCommand, kernelCommands, logcatCommand, processCommands, propertyCommands];
/** The dump needs no more rights than the shell has. */
const SHELL_UID = 2_000;

/** The text of a bug report: dumpstate's frame around what the handset's own commands say now. */
export async function dumpstateText(framework: Framework, version: string): Promise<string> {
  const commands = new Map(COMMANDS.flatMap((make) => make(framework)));
  const run = (line: string): Promise<string> => output(commands, line.split(' '));
  const parts = [header(framework, version)];
  for (const [title, line] of SECTIONS) parts.push(section(title, line, await run(line)));
  const services = (await run('dumpsys -l')).split('\n').slice(1);
  const dumps: string[] = [];
  for (const name of services.map((line) => line.trim()).filter((line) => line !== ''))
    dumps.push(service(framework, name, await run(`dumpsys ${name}`)));
  parts.push(section('DUMPSYS', '/system/bin/dumpsys', dumps.join('')));
  return `${parts.join('\n')}\n${RULE}\n== dumpstate: done (id 1)\n${RULE}\n`;
}

function header({ properties, android, now, zone, clock }: Framework, version: string): string {
  const kernel = kernelOf(android.api);
  const minutes = Math.floor(clock.elapsed() / 60_000);
  const of = (name: string): string => properties.get(name) || '(unknown)';
  return `${RULE}
== dumpstate: ${moment(now(), zone)}
${RULE}

Build: ${of('ro.build.display.id')}
Build fingerprint: '${of('ro.build.fingerprint')}'
Bootloader: ${of('ro.bootloader')}
Radio: ${of('gsm.version.baseband')}
Network: ${of('gsm.operator.alpha')}
${android.api < 30 ? '' : `Android SDK version: ${android.api}\n`}Kernel: Linux version ${kernel.release} (${kernel.builder}) ${kernel.version}
Uptime: up ${minutes} minute${minutes === 1 ? '' : 's'}
Bugreport format version: ${version}
`;
}

function section(title: string, line: string, text: string): string {
  return `------ ${title} (${line}) ------\n${text}------ 0.010s was the duration of '${title}' ------\n`;
}

/** Dumpsys of several services (dumpsys.cpp); durations are stand-ins. */
function service({ now, zone }: Framework, name: string, text: string): string {
  const end = `--------- 0.010s was the duration of dumpsys ${name}, ending at: ${moment(now(), zone)}`;
  return `${'-'.repeat(79)}\nDUMP OF SERVICE ${name}:\n${text}${end}\n`;
}

function moment(ms: number, zone: Framework['zone']): string {
  const { year, month, day, hour, minute, second } = createLocalClock(zone)(ms);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

async function output(
  commands: ReadonlyMap<string, FrameworkCommand>,
  argv: readonly string[],
): Promise<string> {
  const chunks: Buffer[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      chunks.push(chunk);
      callback();
    },
  });
  const ended = new AbortController();
  const stdin = Readable.from([]);
  await commands.get(argv[0] ?? '')?.({
    argv,
    uid: SHELL_UID,
    stdin,
    stdout,
    stderr: stdout,
    signal: ended.signal,
  });
  return Buffer.concat(chunks).toString('utf8');
}
