import type { CommandCall } from '../../shell-parts.ts';
import { say, takeApart } from '../arguments.ts';
import type { Framework } from '../framework.ts';
import { groupOf } from '../permissions/permission-rules.ts';
import { type PlatformPermission, platformPermissions } from '../permissions/permission-table.ts';

/** `pm list permission-groups`. */
export function listPermissionGroups({ android }: Framework, call: CommandCall): number {
  return say(
    call,
    groups(android.api)
      .map((group) => `permission group:${group}\n`)
      .join(''),
  );
}

/** From Android 10 on nearly all dangerous permissions are in UNDEFINED, which is a group too (manifest of 10). */
const UNDEFINED = 'android.permission-group.UNDEFINED';

function groups(api: number): readonly string[] {
  const named = new Set(platformPermissions(api).flatMap(({ name }) => groupOf(name, api) ?? []));
  return api < 29 ? [...named] : [UNDEFINED, ...named];
}

/** `pm list permissions [-g] [-f] [-d] [-u] [GROUP]`: what the platform declares, as far as this phone knows it. */
export function listPermissions({ android }: Framework, call: CommandCall, words: readonly string[]): number {
  const args = takeApart(words, [], ['-d', '-f', '-g', '-u']);
  // `-s` gives labels, which the handset's platform has not.
  if (args.unknown !== undefined) return say(call, `Error: Unknown option: ${args.unknown}`, 1);
  const all = platformPermissions(android.api);
  const listed = (levels: readonly string[]): string =>
    args.has('-g')
      ? [...groups(android.api), undefined]
          .map((group) => inGroup({ all, levels, group, call: args, api: android.api }))
          .join('\n')
      : all
          .filter((one) => levels.includes(base(one)) && inNamed(one, args.rest[0], android.api))
          .map((one) => lines(one, '', args.has('-f')))
          .join('');
  if (args.has('-d')) {
    const normal = args.has('-u') ? `Normal Permissions:\n\n${listed(['normal'])}` : '';
    return say(call, `Dangerous Permissions:\n\n${listed(['dangerous'])}${normal}`);
  }
  if (args.has('-u'))
    return say(call, `Dangerous and Normal Permissions:\n\n${listed(['normal', 'dangerous'])}`);
  return say(call, `All Permissions:\n\n${listed(['normal', 'dangerous', 'signature'])}`);
}

interface Section {
  readonly all: readonly PlatformPermission[];
  readonly levels: readonly string[];
  readonly group: string | undefined;
  readonly call: { has(flag: string): boolean };
  readonly api: number;
}

function inGroup({ all, levels, group, call, api }: Section): string {
  const full = call.has('-f');
  const head = `${full ? '+ ' : ''}${group === undefined ? 'ungrouped:' : `group:${group}`}\n`;
  const owner = group !== undefined && full ? '  package:android\n' : '';
  const members = all.filter((one) => levels.includes(base(one)) && declaredGroup(one, api) === group);
  return `${head}${owner}${members.map((one) => lines(one, '  ', full)).join('')}`;
}

function declaredGroup(one: PlatformPermission, api: number): string | undefined {
  const group = groupOf(one.name, api);
  return group !== undefined && api >= 29 ? UNDEFINED : group;
}

function inNamed(one: PlatformPermission, group: string | undefined, api: number): boolean {
  return group === undefined || declaredGroup(one, api) === group;
}

/** PermissionInfo's base protection: operations and development are signature with something more. */
function base({ protection }: PlatformPermission): string {
  return protection === 'appop' || protection === 'development' ? 'signature' : protection;
}

function lines(one: PlatformPermission, indent: string, full: boolean): string {
  if (!full) return `${indent}permission:${one.name}\n`;
  return [`+ permission:${one.name}`, '  package:android', `  protectionLevel:${LEVELS[one.protection]}`]
    .map((line) => `${indent}${line}\n`)
    .join('');
}

/** PermissionInfo.protectionToString; `privileged`, `instant` and others that the table leaves out are not there. */
const LEVELS = {
  dangerous: 'dangerous',
  normal: 'normal',
  signature: 'signature',
  development: 'signature|privileged|development',
  appop: 'signature|appop',
} as const;
