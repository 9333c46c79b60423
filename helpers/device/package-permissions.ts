import type { HeldPermission } from '../model/signal.ts';

interface PackagePermissions {
  readonly requested: readonly string[];
  /** Granted by installing (all of them for apps of target 22 and older), and what each user decided. */
  readonly held: readonly HeldPermission[];
}

/**
 * Reads the permissions in the first `Package [name]` block of `dumpsys package` (`Hidden system packages:` repeats it).
 * `undefined` when the package is not there, or when its block lists no permissions at all.
 */
export function parsePermissions(output: string, packageName: string): PackagePermissions | undefined {
  const start = output.indexOf(`  Package [${packageName}] (`);
  if (start < 0) return undefined;
  const requested: string[] = [];
  const held: HeldPermission[] = [];
  let list: 'requested' | 'install' | 'runtime' | undefined;
  let user: number | undefined;
  let understood = false;
  for (const line of output.slice(start).split(/\r?\n/).slice(1)) {
    if (/^ {0,3}\S/.test(line)) break;
    const heading = /^\s+(requested|install|runtime) permissions:\s*$/.exec(line)?.[1];
    const ofUser = /^ {4}User (\d+):/.exec(line)?.[1];
    if (ofUser !== undefined) user = Number(ofUser);
    if (heading === 'requested' || heading === 'install' || heading === 'runtime') {
      list = heading;
      understood = true;
      continue;
    }
    const entry = /^ {6,}([\w.-]+)(?:: (.*))?$/.exec(line);
    // Any other line ends a list: `declared permissions:`, `gids=[…]`, `User 0: …`.
    if (entry?.[1] === undefined || list === undefined || !entry[1].includes('.')) {
      list = undefined;
      continue;
    }
    const permission = permissionOf(entry[1], entry[2] ?? '');
    if (list === 'requested') requested.push(permission.name);
    else if (list === 'install') held.push(permission);
    else if (user !== undefined) held.push({ ...permission, user });
  }
  return understood ? { requested, held } : undefined;
}

function permissionOf(name: string, said: string): HeldPermission {
  const flags = /flags=\[([^\]]*)\]/.exec(said)?.[1] ?? '';
  // `|` up to 16; Android 7 put spaces between them.
  return { name, granted: /\bgranted=true\b/.test(said), flags: flags.split(/[|\s]+/).filter(Boolean) };
}
