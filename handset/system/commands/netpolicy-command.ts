import type { CommandCall } from '../../shell-parts.ts';
import { complain, say } from '../arguments.ts';
import type { Framework } from '../framework.ts';
import type { NetPolicy } from '../net-policy.ts';

/** What ShellCommand returns for -1. */
const REFUSED = 255;
const NETWORK = 'Telltale';
const ALLOW_LIST = 'restrict-background-whitelist';
const DENY_LIST = 'restrict-background-blacklist';

/** `cmd netpolicy` (NetworkPolicyManagerShellCommand of Android 9; later ones have more verbs, which are refused). */
export function netpolicyCommand({ policy }: Framework, call: CommandCall, words: readonly string[]): number {
  const [verb, what, ...rest] = words;
  if (verb === undefined) return complain(call, 'Unknown command: null', REFUSED);
  if (!['get', 'set', 'list', 'add', 'remove'].includes(verb))
    return complain(call, `Unknown command: ${verb}`, REFUSED);
  if (what === undefined) return say(call, `Error: didn't specify type of data to ${verb}`, REFUSED);
  switch (`${verb} ${what}`) {
    case 'get restrict-background':
      return say(
        call,
        `Restrict background status: ${policy.restrictsBackground() ? 'enabled' : 'disabled'}`,
      );
    case 'set restrict-background':
      return restrict(policy, call, rest[0]);
    case 'set metered-network':
      return meter(policy, call, rest);
    case 'list wifi-networks':
      return networks(policy, call, rest[0]);
    case `list ${ALLOW_LIST}`:
      return uids(call, 'Restrict background whitelisted UIDs', policy.allowed);
    case `list ${DENY_LIST}`:
      return uids(call, 'Restrict background blacklisted UIDs', policy.denied);
    case `add ${ALLOW_LIST}`:
    case `remove ${ALLOW_LIST}`:
      return change(call, policy.allowed, verb === 'add', rest[0]);
    case `add ${DENY_LIST}`:
    case `remove ${DENY_LIST}`:
      return change(call, policy.denied, verb === 'add', rest[0]);
    default:
      return say(call, `Error: unknown ${verb} type '${what}'`, REFUSED);
  }
}

function restrict(policy: NetPolicy, call: CommandCall, word: string | undefined): number {
  if (word === undefined) return say(call, "Error: didn't specify BOOLEAN", REFUSED);
  policy.restrictBackground(word.toLowerCase() === 'true'); // Boolean.valueOf.
  return 0;
}

function meter(policy: NetPolicy, call: CommandCall, [id, word]: readonly string[]): number {
  if (id === undefined) return say(call, "Error: didn't specify ID", REFUSED);
  if (word === undefined) return say(call, "Error: didn't specify BOOLEAN", REFUSED);
  // Another network's name is kept for a network that this phone never sees.
  if (id === NETWORK) policy.setWifiMetered(overriding(word));
  return 0;
}

function overriding(word: string): boolean | undefined {
  if (word === 'true') return true;
  return word === 'false' ? false : undefined;
}

function networks(policy: NetPolicy, call: CommandCall, filter: string | undefined): number {
  const said = policy.wifiMetered();
  const shown = said === undefined ? 'none' : String(said);
  return filter === undefined || filter === shown ? say(call, `${NETWORK};${shown}`) : 0;
}

function uids(call: CommandCall, title: string, found: ReadonlySet<number>): number {
  const listed = [...found].sort((one, other) => one - other);
  return say(call, `${title}: ${listed.length === 0 ? 'none' : listed.map((uid) => `${uid} `).join('')}`);
}

function change(call: CommandCall, set: Set<number>, adds: boolean, word: string | undefined): number {
  if (word === undefined) return say(call, "Error: didn't specify UID", REFUSED);
  if (!/^\d{1,9}$/.test(word)) return say(call, `Error: UID (${word}) should be a number`, REFUSED);
  if (adds) set.add(Number(word));
  else set.delete(Number(word));
  return 0;
}
