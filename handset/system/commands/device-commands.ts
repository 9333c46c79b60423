import type { CommandCall } from '../../parts.ts';
import { complain, say, takeApart } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';
import { appopsCommand } from './appops-command.ts';
import { packageCommand } from './package-commands.ts';

/** The names of keys that people use most (KeyEvent); numbers work for all. */
const KEYS: Readonly<Record<string, number>> = {
  HOME: 3,
  BACK: 4,
  CAMERA: 27,
  ENTER: 66,
  POWER: 26,
  SYSRQ: 120,
  APP_SWITCH: 187,
  WAKEUP: 224,
  VOLUME_DOWN: 25,
  VOLUME_UP: 24,
};

/** `input`, `cmd`, `content`, `logcat`, `ps`, `pidof`, `screencap`, `wm`, `ime`, `appops`, `svc`. */
export const deviceCommands: CommandMaker = (framework) => [
  ['input', async (call) => await input(framework, call)],
  ['cmd', async (call) => await service(framework, call)],
  ['content', async (call) => content(framework, call)],
  ['logcat', async (call) => await logcat(framework, call)],
  ['ps', async (call) => processes(framework, call)],
  ['pidof', async (call) => pidof(framework, call)],
  ['screencap', async (call) => await screencap(framework, call)],
  ['wm', async (call) => windowManager(framework, call)],
  ['ime', async (call) => inputMethod(framework, call)],
  ['appops', async (call) => appopsCommand(framework, call, call.argv.slice(1))],
];

async function input({ activities, display }: Framework, call: CommandCall): Promise<number> {
  const words = call.argv.slice(1).filter((word) => !['touchscreen', 'keyboard'].includes(word));
  const [verb, ...rest] = words;
  if (verb === 'keyevent') {
    for (const word of rest.filter((one) => one !== '--longpress')) {
      const keycode = /^\d+$/.test(word) ? Number(word) : KEYS[word.replace(/^KEYCODE_/, '')];
      if (keycode === undefined) return complain(call, `Error: Unknown keycode: ${word}`);
      await activities.key(keycode);
    }
    return 0;
  }
  if (verb === 'tap' && rest.length === 2) {
    await display.tap(Number(rest[0]), Number(rest[1]));
    return 0;
  }
  if (verb === 'text' && rest[0] !== undefined) {
    await display.text(rest[0].replaceAll('%s', ' '));
    return 0;
  }
  return complain(call, `Error: Unknown command: ${words.join(' ')}`);
}

async function service(framework: Framework, call: CommandCall): Promise<number> {
  const [, name, ...words] = call.argv;
  if (name === 'package') return await packageCommand(framework, call, words);
  if (name === 'appops') return appopsCommand(framework, call, words);
  return complain(call, `cmd: Can't find service: ${name ?? ''}`, 20);
}

function content({ media, packages }: Framework, call: CommandCall): number {
  const [, verb, ...words] = call.argv;
  const args = takeApart(words, ['--uri', '--projection', '--where', '--sort', '--user'], []);
  if (verb !== 'query') return complain(call, `[ERROR] Unsupported operation: ${verb ?? ''}`);
  if (args.value('--uri') !== 'content://media/external/images/media') {
    return complain(call, `[ERROR] Could not find provider: ${args.value('--uri') ?? ''}`);
  }
  if (args.value('--where') !== undefined)
    return complain(call, '[ERROR] this handset cannot filter: leave out --where');
  void packages;
  const columns = (args.value('--projection') ?? '_id:_data:_display_name:_size:mime_type:date_added').split(
    ':',
  );
  const newestFirst = /desc/i.test(args.value('--sort') ?? '');
  const rows = newestFirst ? media.images() : [...media.images()].reverse();
  if (rows.length === 0) return say(call, 'No result found.\n');
  const lines: string[] = [];
  for (const [index, row] of rows.entries()) {
    const values: Readonly<Record<string, string | number>> = {
      _id: row.id,
      _data: row.path,
      _display_name: row.displayName,
      _size: row.bytes,
      mime_type: row.mimeType,
      date_added: row.dateAdded,
      date_modified: row.dateModified,
      width: row.width,
      height: row.height,
      bucket_display_name: row.bucket,
    };
    const unknown = columns.find((column) => !Object.hasOwn(values, column));
    if (unknown !== undefined)
      return complain(
        call,
        `Error while accessing provider:media\nandroid.database.sqlite.SQLiteException: no such column: ${unknown} (code 1 SQLITE_ERROR)`,
      );
    lines.push(`Row: ${index} ${columns.map((column) => `${column}=${values[column]}`).join(', ')}\n`);
  }
  return say(call, lines.join(''));
}

async function logcat({ logcat: log }: Framework, call: CommandCall): Promise<number> {
  const args = takeApart(call.argv.slice(1), ['-v', '-b', '-t', '-T', '-s', '-G'], ['-d', '-c', '-g']);
  if (args.unknown !== undefined) return complain(call, `logcat: unrecognized option: ${args.unknown}`);
  if (args.has('-c') || args.has('-g')) return 0;
  // Printed before anything else: a driver waits ten seconds for a first line (facts, trap T3).
  say(call, '--------- beginning of main\n');
  for (const line of log.lines()) say(call, `${line}\n`);
  if (args.has('-d')) return 0;
  const stop = log.follow((line) => call.stdout.write(`${line}\n`));
  await new Promise<void>((resolve) => {
    if (call.signal.aborted) resolve();
    call.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  stop();
  return 0;
}

function processes({ activities }: Framework, call: CommandCall): number {
  if (call.argv.includes('--help')) {
    return say(
      call,
      'usage: ps [-AadefLlnwZ] [-gG GROUP,] [-k FIELD,] [-o FIELD,] [-p PID,] [-t TTY,] [-uU USER,]\n\nList processes.\n\nWhich processes to show (selections may be comma separated lists):\n\n-A\tAll processes\n',
    );
  }
  const row = (user: string, pid: number, name: string): string =>
    `${user.padEnd(13)}${String(pid).padStart(6)}${'700'.padStart(6)} ${'1500000'.padStart(9)} ${'80000'.padStart(6)} ${'0'.padEnd(16)} ${'0'.padStart(10)} S ${name}\n`;
  const header = 'USER           PID  PPID     VSZ    RSS WCHAN            ADDR S NAME\n';
  const apps = activities
    .processes()
    .map((one) => row(`u0_a${one.package.uid - 10_000}`, one.pid, one.package.package));
  return say(
    call,
    `${header}${row('root', 1, 'init')}${row('system', 1742, 'system_server')}${apps.join('')}`,
  );
}

function pidof({ activities }: Framework, call: CommandCall): number {
  const pids = call.argv.slice(1).flatMap((name) => activities.processOf(name)?.pid ?? []);
  return pids.length === 0 ? 1 : say(call, `${pids.join(' ')}\n`);
}

/** Writes pixels where it is told and nothing else: no row in MediaStore, no notification. */
async function screencap({ display, files }: Framework, call: CommandCall): Promise<number> {
  const args = takeApart(call.argv.slice(1), ['-d'], ['-p']);
  const [file] = args.rest;
  const png = await display.capture();
  if (file === undefined) {
    if (!args.has('-p')) return complain(call, 'screencap: this handset writes PNG only: use -p');
    call.stdout.write(png);
    return 0;
  }
  if (!(await files.allows(file, call.uid, 'make')))
    return complain(call, `Error opening file: ${file} (Permission denied)`);
  await files.write(file, png, { uid: call.uid, gid: 1015, mode: 0o660 });
  return 0;
}

function windowManager({ display }: Framework, call: CommandCall): number {
  if (call.argv[1] === 'size') return say(call, `Physical size: ${display.width}x${display.height}\n`);
  if (call.argv[1] === 'density') return say(call, `Physical density: ${display.density}\n`);
  return complain(call, `Unknown command: ${call.argv[1] ?? ''}`, 255);
}

function inputMethod({ settings }: Framework, call: CommandCall): number {
  const [, verb, name = ''] = call.argv;
  if (verb === 'list') return say(call, `${settings.get('secure', 'default_input_method') ?? ''}\n`);
  if (verb === 'enable') return say(call, `Input method ${name}: now enabled\n`);
  if (verb !== 'set' && verb !== 'reset') return complain(call, `Error: unknown command '${verb ?? ''}'`);
  const chosen = verb === 'set' ? name : 'com.android.inputmethod.latin/.LatinIME';
  settings.put('secure', 'default_input_method', chosen);
  return say(call, verb === 'set' ? `Input method ${name} selected for user #0\n` : 'Input method reset\n');
}
