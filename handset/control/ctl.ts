import { tmpdir } from 'node:os';
import { askControl, findControl } from './ask-control.ts';

const USAGE = `usage: npm run handset -- ctl --port=<adb port> <verb> [words]
       npm run handset -- ctl --socket=<control socket> <verb> [words]

Does something to a running phone from outside. The verb "help" lists what there is.`;

/** The command `ctl`: resolves to what the phone said. */
export async function ctl(argv: readonly string[]): Promise<string> {
  const { options, words } = takenApart(argv);
  const [verb, ...rest] = words;
  if (options.has('help')) return USAGE;
  if (verb === undefined) throw new Error(USAGE);
  return await askControl(options.get('socket') ?? (await byPort(options.get('port'))), verb, rest);
}

/** Only what stands before the verb is an option: words of the verb may begin with a minus sign. */
function takenApart(argv: readonly string[]): {
  readonly options: ReadonlyMap<string, string>;
  readonly words: readonly string[];
} {
  const options = new Map<string, string>();
  let at = 0;
  for (let word = argv[at]; word?.startsWith('-') === true; word = argv[at]) {
    const [, name, value] = /^--(port|socket|help)(?:=(.*))?$/.exec(word) ?? [];
    if (name === undefined) throw new Error(`there is no option ${word}\n\n${USAGE}`);
    const apart = value === undefined && name !== 'help';
    options.set(name, value ?? (apart ? (argv[at + 1] ?? '') : ''));
    at += apart ? 2 : 1;
  }
  return { options, words: argv.slice(at) };
}

async function byPort(port: string | undefined): Promise<string> {
  if (port === undefined || !/^\d{1,5}$/.test(port))
    throw new Error(`say which phone, by --port=<the port that adb connects to>\n\n${USAGE}`);
  return await findControl(tmpdir(), Number(port));
}
