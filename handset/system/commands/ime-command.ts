import type { CommandCall } from '../../shell-parts.ts';
import { createInputMethods, type InputMethods } from '../../ui/input-methods.ts';
import { complain, say } from '../arguments.ts';
import type { Framework } from '../framework.ts';
import { ILLEGAL_ARGUMENT, thrown } from './java-exception.ts';

interface Ime {
  readonly api: number;
  readonly methods: InputMethods;
}

/** `ime`, which is `cmd input_method`: InputMethodManagerService's shell command (Android 9, and 10 with users on). */
export function inputMethodCommand(
  { android: { api }, packages, settings }: Framework,
  call: CommandCall,
  words: readonly string[],
): number {
  const ime = { api, methods: createInputMethods(settings, packages) };
  // `--user` may stand before and behind the verb; here there is one user with a screen.
  const [verb = '', ...rest] = words.filter(
    (word, index) => word !== '--user' && words[index - 1] !== '--user',
  );
  switch (verb) {
    case 'list':
      return list(ime, call, rest);
    case 'enable':
    case 'disable':
      return enable(ime, call, { id: rest[0], enabled: verb === 'enable' });
    case 'set':
      return choose(ime, call, rest[0]);
    case 'reset':
      return reset(ime, call);
    case '':
      return say(call, USAGE);
    default:
      return complain(call, `Unknown command: ${verb}`, 255);
  }
}

const USAGE = `ime <command>:
  list [-a] [-s]
    prints all enabled input methods.
      -a: see all input methods
      -s: only a single summary line of each
  enable <ID>
    allows the given input method ID to be used.
  disable <ID>
    disallows the given input method ID to be used.
  set <ID>
    switches to the given input method ID.
  reset
    reset currently selected/enabled IMEs to the default ones as if
    the device is initially booted with the current locale.
`;

/** With `-s` the ids alone; without it a phone describes each, of which the first lines are here. */
function list({ methods }: Ime, call: CommandCall, words: readonly string[]): number {
  const ids = words.includes('-a') ? methods.all() : methods.enabled();
  if (words.includes('-s')) return say(call, ids.map((id) => `${id}\n`).join(''));
  const described = ids.map((id) => `${id}:\n  mId=${id} mSettingsActivityName=null mIsVrOnly=false\n`);
  return say(call, described.join(''));
}

function forUser(api: number): string {
  return api >= 29 ? ' for user #0' : '';
}

function enable(
  { api, methods }: Ime,
  call: CommandCall,
  { id, enabled }: { readonly id: string | undefined; readonly enabled: boolean },
): number {
  if (id === undefined) return missing(call, api, enabled ? 'enable' : 'disable');
  if (enabled && !methods.has(id))
    return unknown({ api, methods }, call, { id, what: 'enabled', verb: 'enable' });
  const changed = methods.enable(id, enabled);
  return say(
    call,
    `Input method ${id}: ${changed ? 'now' : 'already'} ${enabled ? 'enabled' : 'disabled'}${forUser(api)}\n`,
  );
}

function choose({ api, methods }: Ime, call: CommandCall, id: string | undefined): number {
  if (id === undefined) return missing(call, api, 'set');
  if (!methods.enabled().includes(id))
    return unknown({ api, methods }, call, { id, what: 'selected', verb: 'set' });
  methods.choose(id);
  return say(call, `Input method ${id} selected${forUser(api)}\n`);
}

/** Up to 9 the exception names the method that is chosen, not the one that was asked for (setInputMethodEnabledLocked). */
function unknown(
  { api, methods }: Ime,
  call: CommandCall,
  { id, what, verb }: { readonly id: string; readonly what: string; readonly verb: string },
): number {
  if (api >= 29) return complain(call, `Unknown input method ${id} cannot be ${what} for user #0`, 255);
  const message = `Unknown id: ${verb === 'set' ? id : methods.chosen()}`;
  return thrown(call, api, verb, { kind: ILLEGAL_ARGUMENT, message });
}

function missing(call: CommandCall, api: number, verb: string): number {
  return thrown(call, api, verb, { kind: ILLEGAL_ARGUMENT, message: `Argument expected after "${verb}"` });
}

function reset({ api, methods }: Ime, call: CommandCall): number {
  methods.reset();
  const chosen = methods.chosen();
  const enabled = methods.enabled();
  if (api >= 29) {
    const lines = enabled.map((id) => `   Enabled: ${id}\n`).join('');
    return say(call, `Reset current and enabled IMEs for user #0\n  Selected: ${chosen}\n${lines}`);
  }
  const lines = enabled.map((id) => `  ${id}\n`).join('');
  return say(
    call,
    `Reset current and enabled IMEs\nNewly selected IME:\n  ${chosen}\nNewly enabled IMEs:\n${lines}`,
  );
}
