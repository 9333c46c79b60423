/** What `adb backup` was told, as it hands it to the phone. */
export interface BackupFlags {
  readonly apk: boolean;
  readonly obb: boolean;
  readonly shared: boolean;
  readonly all: boolean;
  /** With `all`: parts of the ROM, too. */
  readonly system: boolean;
  readonly compress: boolean;
  readonly packages: readonly string[];
  readonly unknown: readonly string[];
}

type Flag = 'apk' | 'obb' | 'shared' | 'all' | 'system' | 'compress';

const DEFAULTS = { apk: false, obb: false, shared: false, all: false, system: true, compress: true };
const FLAGS: Readonly<Record<string, Flag>> = {
  '-apk': 'apk',
  '-obb': 'obb',
  '-shared': 'shared',
  '-all': 'all',
  '-system': 'system',
  '-compress': 'compress',
};
/** Widgets and key-value data, which no app here has. */
const WITHOUT_EFFECT = new Set(['-widgets', '-nowidgets', '-keyvalue', '-nokeyvalue', '-includekeyvalue']);

/** Backup.doBackup of com.android.commands.bu: the last word on a matter counts, and unknown flags are passed over. */
export function backupFlags(words: readonly string[]): BackupFlags {
  const flags = { ...DEFAULTS };
  const packages: string[] = [];
  const unknown: string[] = [];
  for (const word of words) {
    const on = FLAGS[word];
    const off = FLAGS[word.replace(/^-no/, '-')];
    if (!word.startsWith('-')) packages.push(word);
    else if (on !== undefined) flags[on] = true;
    else if (off !== undefined && off !== 'all') flags[off] = false;
    else if (!WITHOUT_EFFECT.has(word)) unknown.push(word);
  }
  return { ...flags, packages, unknown };
}
