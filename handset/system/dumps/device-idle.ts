import type { DeviceIdle } from '../device-idle.ts';
import type { Framework } from '../framework.ts';

/** To `dumpsys deviceidle` its output, to `cmd deviceidle` an exit code too. */
export interface DeviceIdleAnswer {
  readonly text: string;
  readonly code: number;
}

const answer = (text: string, code = 0): DeviceIdleAnswer => ({ text, code });
const REFUSED = 255;
type Depths = readonly ('deep' | 'light')[];

/**
 * DeviceIdleController.onShellCommand, in the words of its sources as they are quoted all over (force-idle, step, unforce,
 * get, enable, whitelist); `motion`, `except-idle-whitelist`, `sys-whitelist` and factors are not there.
 */
export function deviceIdleAnswer(framework: Framework, words: readonly string[]): DeviceIdleAnswer {
  const [verb, ...rest] = words;
  const idle = framework.deviceIdle;
  switch (verb) {
    case undefined:
    case '-a':
      return answer(shown(framework));
    case 'force-idle':
      return forceIdle(idle, rest[0] ?? 'deep');
    case 'step':
      return step(idle, rest[0] ?? 'deep');
    case 'unforce':
      idle.unforce();
      return answer('Light state: ACTIVE, deep state: ACTIVE\n');
    case 'get':
      return get(framework, rest[0]);
    case 'enable':
    case 'disable':
      return enable(idle, verb === 'enable', rest[0] ?? 'all');
    case 'enabled':
      return enabled(idle, rest[0] ?? 'all');
    case 'whitelist':
      return answer(
        rest.length === 0 ? listed(framework) : rest.map((word) => change(framework, word)).join(''),
      );
    case 'tempwhitelist':
      return allowForAWhile(framework, rest);
    default:
      return answer(`Unknown command: ${verb}\n`, REFUSED);
  }
}

function depthOf(word: string): 'deep' | 'light' | undefined {
  return word === 'deep' || word === 'light' ? word : undefined;
}

function unknownMode(word: string): DeviceIdleAnswer {
  return answer(`Unknown idle mode: ${word}\n`, REFUSED);
}

function forceIdle(idle: DeviceIdle, word: string): DeviceIdleAnswer {
  const depth = depthOf(word);
  if (depth === undefined) return unknownMode(word);
  if (idle.force(depth)) return answer(`Now forced in to ${depth} idle mode\n`);
  return answer(`Unable to go ${depth} idle; not enabled\n`, REFUSED);
}

function step(idle: DeviceIdle, word: string): DeviceIdleAnswer {
  const depth = depthOf(word);
  if (depth === undefined) return unknownMode(word);
  idle.step(depth);
  return answer(`Stepped to ${depth}: ${idle.state(depth)}\n`);
}

function get(
  { activities, battery, connectivity, deviceIdle }: Framework,
  what: string | undefined,
): DeviceIdleAnswer {
  switch (what) {
    case 'light':
    case 'deep':
      return answer(`${deviceIdle.state(what)}\n`);
    case 'force':
      return answer(`${deviceIdle.forced()}\n`);
    case 'screen':
      return answer(`${activities.power.awake()}\n`);
    case 'charging':
      return answer(`${battery.powered()}\n`);
    case 'network':
      return answer(`${connectivity.online()}\n`);
    case undefined:
      return answer('Argument required\n');
    default:
      return answer(`Unknown get option: ${what}\n`);
  }
}

function depthsOf(word: string): Depths | undefined {
  const depth = depthOf(word);
  return word === 'all' ? ['deep', 'light'] : depth === undefined ? undefined : [depth];
}

function enable(idle: DeviceIdle, on: boolean, word: string): DeviceIdleAnswer {
  const depths = depthsOf(word);
  if (depths === undefined) return unknownMode(word);
  for (const depth of depths) idle.enable(depth, on);
  const name = (depth: string): string => (depth === 'deep' ? 'Deep' : 'Light');
  return answer(depths.map((depth) => `${name(depth)} idle mode ${on ? 'enabled' : 'disabled'}\n`).join(''));
}

function enabled(idle: DeviceIdle, word: string): DeviceIdleAnswer {
  const depths = depthsOf(word);
  if (depths === undefined) return unknownMode(word);
  return answer(`${depths.every((depth) => idle.enabled(depth)) ? 1 : 0}\n`);
}

function change({ deviceIdle: { allowlist }, packages }: Framework, word: string): string {
  const name = word.slice(1);
  if (!/^[-+=]/.test(word)) return `Package must be prefixed with +, -, or =: ${word}\n`;
  if (word.startsWith('=')) return `${allowlist.has(name)}\n`;
  if (word.startsWith('-')) return allowlist.delete(name) ? `Removed: ${name}\n` : '';
  if (packages.get(name) === undefined) return `Unknown package: ${name}\n`;
  allowlist.add(name);
  return `Added: ${name}\n`;
}

function listed({ deviceIdle, packages }: Framework): string {
  const known = packages.all().filter((one) => deviceIdle.allowlist.has(one.package));
  return known.map((one) => `user,${one.package},${one.uid}\n`).join('');
}

/** `tempwhitelist [-u USER] [-d DURATION] PACKAGE`: ten seconds unless it says how long. */
function allowForAWhile({ deviceIdle, packages }: Framework, words: readonly string[]): DeviceIdleAnswer {
  const duration = words[words.indexOf('-d') + 1];
  const name = words.find(
    (word, index) => !word.startsWith('-') && !['-u', '-d'].includes(words[index - 1] ?? ''),
  );
  if (name === undefined) return answer('', 0);
  if (packages.get(name) === undefined) return answer(`Failed: Unknown package ${name}\n`, REFUSED);
  const milliseconds = words.includes('-d') ? Number(duration) : 10_000;
  if (!Number.isSafeInteger(milliseconds)) return answer(`Failed: Bad duration ${duration}\n`, REFUSED);
  deviceIdle.allowFor(name, milliseconds);
  return answer('');
}

function shown(framework: Framework): string {
  const { activities, battery, connectivity, deviceIdle, packages } = framework;
  const known = packages.all().filter((one) => deviceIdle.allowlist.has(one.package));
  return [
    'Settings:',
    '  light_after_inactive_to=+5m0s0ms',
    'Whitelist (except idle) system apps:',
    ...(known.length === 0 ? [] : ['Whitelist user apps:']),
    ...known.map((one) => `  ${one.package}`),
    `  mLightEnabled=${deviceIdle.enabled('light')}  mDeepEnabled=${deviceIdle.enabled('deep')}`,
    `  mForceIdle=${deviceIdle.forced()}`,
    `  mScreenOn=${activities.power.awake()}`,
    `  mNetworkConnected=${connectivity.online()}`,
    `  mCharging=${battery.powered()}`,
    `  mState=${deviceIdle.state('deep')} mLightState=${deviceIdle.state('light')}`,
    '',
  ].join('\n');
}
