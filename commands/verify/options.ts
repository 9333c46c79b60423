import { isIPv4 } from 'node:net';
import { MATRICES, type Matrix } from '../../helpers/model/profile.ts';
import type { DeviceFacts } from '../../helpers/model/run.ts';
import { ENGINE_NAMES, type EngineName } from '../../proxy/messages.ts';
import { parseCommandLine, usageError } from '../command-line.ts';

/** What the user asked for: read once from the command line, then handed down. */
export interface VerifyOptions {
  /** The app to test: a folder under apps/, or a profile that lies elsewhere. */
  readonly profile:
    | { readonly kind: 'app'; readonly name: string }
    | { readonly kind: 'file'; readonly file: string };
  readonly device:
    | { readonly kind: 'default' }
    | { readonly kind: 'handset' }
    | { readonly kind: 'serial'; readonly serial: string }
    /** An emulator of the Android SDK, by its name. */
    | { readonly kind: 'avd'; readonly avd: string };
  readonly apk?: string;
  /** Absent: what the matrix and the phone ask for, see `windowMs`. */
  readonly windowMs?: number;
  readonly matrix: Matrix;
  /** Scenario ids; none: all of the matrix. */
  readonly only: readonly string[];
  /** Say what would be done, and do nothing. */
  readonly planOnly: boolean;
  readonly exit: 'expectation' | 'verdict';
  /** What reads the traffic. */
  readonly proxy: EngineName;
  /** What mitmdump takes beside connections to a proxy. */
  readonly proxyMode?: ProxyMode;
  readonly proxyPort?: number;
  /** An address of this machine at which the phone reaches the proxy over its own network. */
  readonly proxyListen?: string;
  /** Passed on to the simulated phone; for tests of the harness itself. */
  readonly handset: readonly string[];
  /** Planted proxy faults; for tests of the harness itself. */
  readonly blind?: 'tls-passthrough' | 'records-nothing';
}

const PROXY_MODES = ['wireguard', 'http3'] as const;
export type ProxyMode = (typeof PROXY_MODES)[number];

export const USAGE = `usage: npm run verify -- --app=<name> [options]

  --app=<name>             the app to test: a folder under apps/
  --profile=<file>         instead of --app: a profile.yaml that lies elsewhere
  --device=<serial>        a real phone or a running emulator, as \`adb devices\` lists it
  --device=handset         the simulated phone, which re-enacts reported behaviour
                           default: the attached phone when there is exactly one, else the handset
  --avd=<name>             an emulator of the Android SDK, started for this run and ended afterwards
  --apk=<file>             install this APK before the run
  --window=<seconds>       how long each observation window is (default 5, from Android 11
                           on 12, with --matrix=full 15)
  --matrix=<quick|full>    which scenarios to record (default quick)
  --only=<scenario>        only this one, of either matrix, and what it builds on (repeatable)
  --plan                   say what would be done and how long it takes, and do nothing
  --exit=verdict           exit 1 when a claim is violated and 2 when one is undecided,
                           also for a re-enactment (default: 0 when all is as expected)
  --proxy=<mockttp|mitmdump>
                           what reads the traffic (default mockttp, which is built in;
                           mitmdump has to be installed)
  --proxy-mode=<wireguard|http3>
                           have mitmdump 11 or later also take what the app sends past the
                           proxy, by the phone's WireGuard app, which you point at
                           --proxy-listen; no claim about traffic is upheld then
  --proxy-port=<port>      the proxy's port (default: a free one)
  --proxy-listen=<address> have the phone reach the proxy over its own network, at this IPv4
                           address of this machine, and nobody else (default: by adb, which
                           is sharper: what the kernel counts then went round the proxy)
  --handset-option=<word>  passed on to the handset, e.g. --jrapp=honest (repeatable)
  --plant-blind-proxy=<tls-passthrough|records-nothing>
                           make the proxy blind on purpose: the verdicts must notice
  --help

exit codes: 0 all upheld, not applicable, or as expected of a re-enactment; 1 violated; 2 undecided; 3 the harness failed`;

const OPTIONS = {
  app: { type: 'string' },
  profile: { type: 'string' },
  device: { type: 'string' },
  avd: { type: 'string' },
  apk: { type: 'string' },
  window: { type: 'string' },
  matrix: { type: 'string' },
  only: { type: 'string', multiple: true },
  plan: { type: 'boolean' },
  exit: { type: 'string' },
  proxy: { type: 'string' },
  'proxy-mode': { type: 'string' },
  'proxy-port': { type: 'string' },
  'proxy-listen': { type: 'string' },
  'handset-option': { type: 'string', multiple: true },
  'plant-blind-proxy': { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** The full matrix outlasts the ten seconds by which listeners filter, and after which Android 14 freezes a cached app. */
const DEFAULT_WINDOW_MS: Readonly<Record<Matrix, number>> = { quick: 5_000, full: 15_000 };
const AFTER_NOTICE_MS = 2_000;

/** How long each observation window is: no shorter than the phone takes to tell an app in the background of an image. */
export function windowMs(
  { windowMs, matrix }: VerifyOptions,
  phone: Pick<DeviceFacts, 'noticeDelayMs'>,
): number {
  return (
    windowMs ??
    Math.max(DEFAULT_WINDOW_MS[matrix], phone.noticeDelayMs === 0 ? 0 : phone.noticeDelayMs + AFTER_NOTICE_MS)
  );
}

/** Where the phone reaches the proxy itself, if not by adb. In a proxy mode the address is that of the tunnel beside it. */
export function proxyAddress({
  proxyListen,
  proxyMode,
}: Pick<VerifyOptions, 'proxyListen' | 'proxyMode'>): string | undefined {
  return proxyMode === undefined ? proxyListen : undefined;
}

/** Parses the command line; `'help'` when help was asked for. Every mistake is reported as `USAGE`. */
export function parseVerifyOptions(argv: readonly string[]): VerifyOptions | 'help' {
  const { values } = parseCommandLine('verify', { args: [...argv], options: OPTIONS, strict: true });
  if (values.help === true) return 'help';
  const profile = profileChoice(values.app, values.profile);
  const matrix = matrixOf(values.matrix);
  const window = values.window === undefined ? undefined : Number(values.window);
  if (window !== undefined && !(window >= 1 && window <= 3600))
    throw usageError(`--window=${values.window} is not 1 to 3600 seconds`, 'give a number of seconds');
  const port = values['proxy-port'] === undefined ? undefined : Number(values['proxy-port']);
  if (port !== undefined && !(Number.isInteger(port) && port > 1023 && port < 65_536))
    throw usageError(`--proxy-port=${values['proxy-port']} is not 1024 to 65535`, 'give another port');
  const listen = values['proxy-listen'];
  if (listen !== undefined && (!isIPv4(listen) || /^(?:0|127)\./.test(listen)))
    throw usageError(
      `--proxy-listen=${listen} is no IPv4 address of a network`,
      'give the address of this machine that the phone reaches, or leave it out',
    );
  const exit = values.exit ?? 'expectation';
  if (exit !== 'verdict' && exit !== 'expectation')
    throw usageError(`--exit=${exit} is unknown`, 'leave it out, or say --exit=verdict');
  const blind = values['plant-blind-proxy'];
  if (blind !== undefined && blind !== 'tls-passthrough' && blind !== 'records-nothing')
    throw usageError(`--plant-blind-proxy=${blind} is unknown`, 'say tls-passthrough or records-nothing');
  return Object.freeze({
    profile,
    device: deviceChoice(values.device, values.avd),
    matrix,
    only: values.only ?? [],
    planOnly: values.plan === true,
    exit,
    proxy: proxyOf(values.proxy),
    ...proxyModeOf(values['proxy-mode'], { proxy: values.proxy, listen }),
    handset: values['handset-option'] ?? [],
    ...(window === undefined ? {} : { windowMs: window * 1000 }),
    ...(values.apk === undefined ? {} : { apk: values.apk }),
    ...(port === undefined ? {} : { proxyPort: port }),
    ...(listen === undefined ? {} : { proxyListen: listen }),
    ...(blind === undefined ? {} : { blind }),
  });
}

export function profileChoice(app: string | undefined, file: string | undefined): VerifyOptions['profile'] {
  if (app !== undefined && file !== undefined)
    throw usageError('--app and --profile both name an app', 'leave one of them out');
  if (file !== undefined) return { kind: 'file', file };
  if (app !== undefined) return { kind: 'app', name: app };
  throw usageError('no app was named', 'add --app=<name>, e.g. --app=jdjr');
}

function matrixOf(word: string | undefined): Matrix {
  const matrix = MATRICES.find((one) => one === (word ?? 'quick'));
  if (matrix !== undefined) return matrix;
  throw usageError(
    `--matrix=${word} is unknown`,
    `say ${MATRICES.map((one) => `--matrix=${one}`).join(' or ')}`,
  );
}

function proxyOf(word: string | undefined): EngineName {
  const proxy = ENGINE_NAMES.find((one) => one === (word ?? 'mockttp'));
  if (proxy !== undefined) return proxy;
  throw usageError(`--proxy=${word} is unknown`, 'say --proxy=mockttp or --proxy=mitmdump');
}

function proxyModeOf(
  word: string | undefined,
  { proxy, listen }: { readonly proxy: string | undefined; readonly listen: string | undefined },
): Pick<VerifyOptions, 'proxyMode'> {
  if (word === undefined) return {};
  const proxyMode = PROXY_MODES.find((one) => one === word);
  if (proxyMode === undefined)
    throw usageError(`--proxy-mode=${word} is unknown`, 'say --proxy-mode=wireguard or --proxy-mode=http3');
  if (proxy !== 'mitmdump')
    throw usageError('--proxy-mode is one of mitmdump', 'add --proxy=mitmdump, or leave it out');
  if (listen === undefined)
    throw usageError(
      '--proxy-mode needs a place to which the phone’s WireGuard app sends',
      'add --proxy-listen=<address>, one of this machine in the phone’s own network',
    );
  return { proxyMode };
}

/** What `--device` or `--avd` names. */
export function deviceChoice(device: string | undefined, avd: string | undefined): VerifyOptions['device'] {
  if (device !== undefined && avd !== undefined)
    throw usageError('--device and --avd both name a phone', 'leave one of them out');
  if (avd !== undefined) return { kind: 'avd', avd };
  if (device === undefined) return { kind: 'default' };
  return device === 'handset' ? { kind: 'handset' } : { kind: 'serial', serial: device };
}
