import type { CommandCall } from '../../../shell-parts.ts';
import { complain, say } from '../../arguments.ts';
import type { CommandMaker, Framework } from '../../framework.ts';
import { createLocalClock } from '../../roms/time-zone.ts';
import { dumpstateText } from './dumpstate-text.ts';
import { zipFile } from './zip-file.ts';

const DIRECTORY = '/data/user_de/0/com.android.shell/files/bugreports';
const SHELL_UID = 2_000;
const FIRST_APP = 10_000;

/**
 * `bugreportz`, which adb's `bugreport` asks for its version, and then for a report whose path it says (frameworks/native,
 * cmds/bugreportz; the usage is from memory). Version 1.2 streams as well.
 */
export const bugreportzCommand: CommandMaker = (framework) => [
  ['bugreportz', async (call) => await bugreportz(framework, call)],
];

async function bugreportz(framework: Framework, call: CommandCall): Promise<number> {
  const streams = framework.android.api >= 31;
  const [flag, more] = call.argv.slice(1);
  if (flag === '-v') return complain(call, streams ? '1.2' : '1.1', 0);
  if (flag === '-h') return say(call, usage(streams));
  const known = flag === undefined || flag === '-p' || (streams && flag === '-s');
  if (!known || more !== undefined) return say(call, usage(streams), 1);
  // SELinux lets the shell start dumpstate, and no app.
  if (call.uid >= FIRST_APP)
    return say(call, 'FAIL:Failed to connect to dumpstatez service: Permission denied\n', 1);
  return flag === '-s' ? await stream(framework, call) : await store(framework, call, flag === '-p');
}

async function stream(framework: Framework, call: CommandCall): Promise<number> {
  call.stdout.write(await report(framework, nameOf(framework)));
  return 0;
}

async function store(framework: Framework, call: CommandCall, tells: boolean): Promise<number> {
  const name = nameOf(framework);
  const place = `${DIRECTORY}/${name}.zip`;
  if (tells) say(call, `BEGIN:${place}\nPROGRESS:20/100`);
  try {
    const zip = await report(framework, name);
    await framework.files.write(place, zip, { uid: SHELL_UID, gid: SHELL_UID, mode: 0o600 });
  } catch (error) {
    framework.log(`bugreportz: ${error instanceof Error ? error.message : String(error)}`);
    return say(call, `FAIL:could not create ${place}`, 1);
  }
  if (tells) say(call, 'PROGRESS:100/100');
  return say(call, `OK:${place}`);
}

async function report(framework: Framework, called: string): Promise<Buffer> {
  const { android, now, zone } = framework;
  // dumpstate's VERSION_CURRENT: 2.0 since 9, from memory.
  const format = android.api < 28 ? '1.0' : '2.0';
  const name = `${called}.txt`;
  const entries = [
    { name: 'version.txt', text: format },
    { name, text: await dumpstateText(framework, format) },
    { name: 'main_entry.txt', text: name },
  ];
  const files = entries.map((one) => ({ name: one.name, bytes: Buffer.from(one.text) }));
  return zipFile(files, createLocalClock(zone)(now()));
}

/** `bugreport-OnePlus7Pro_CH-QKQ1.190716.003-2021-04-03-12-25-23` (a report of Android 10). */
function nameOf({ properties, now, zone }: Framework): string {
  const { year, month, day, hour, minute, second } = createLocalClock(zone)(now());
  const when = [year, month, day, hour, minute, second].join('-');
  return `bugreport-${properties.get('ro.product.name')}-${properties.get('ro.build.id')}-${when}`;
}

function usage(streams: boolean): string {
  return `usage: bugreportz [-hp${streams ? 's' : ''}v]
  -h: to display this help message
  -p: display progress
${streams ? '  -s: stream content to standard output\n' : ''}  -v: to display the version
  or no arguments to generate a zipped bugreport`;
}
