/**
 * What a phone says of freezing beside its list of processes, which is silent in Android 11 (12 and later print `isFrozen=`,
 * ProcessCachedOptimizerRecord.dump) and knows nothing of the makers' own freezers (Oplus, vivo: they write the cgroup).
 */
export interface FreezerNote {
  /** `cgroup` is the kernel's word, `log` that of ActivityManager. */
  readonly by: 'cgroup' | 'log' | 'setting' | 'version';
  readonly frozen: boolean;
  /** The phone's words. */
  readonly proof: string;
}

const MARK = 'telltale freezer';
/** The freezer of cached apps came with Android 11 (CachedAppOptimizer, EventLogTags am_freeze). */
const FIRST_WITH_FREEZER = 30;

/** One command that needs no shell: it takes a tenth of the time of a script. */
export const PROCESS_LIST = 'dumpsys activity processes';

/** Without a freezer there is nothing to ask beside the list. */
export function hasFreezer(sdk: number): boolean {
  return sdk >= FIRST_WITH_FREEZER;
}

/** What `processCommand` prints on a phone without a freezer, of what the list alone said. */
export function withoutFreezer(list: string, sdk: number): string {
  return `${list}\n${MARK}\nsdk ${sdk}\n`;
}

/**
 * The list of processes, and behind it what else tells of the freezer: the kernel's state of each process of the UID
 * (cgroup v2; below `apps` from Android 15 on), and where the list does not say, the log of events and the setting.
 */
export function processCommand(uid: number, sdk: number): string {
  if (!hasFreezer(sdk)) return `${PROCESS_LIST}; echo; echo ${MARK}; echo sdk ${sdk}`;
  const groups = ['', '/apps'].map((part) => `/sys/fs/cgroup${part}/uid_${uid}/pid_*/cgroup.events`);
  const log = 'logcat -d -b events -s am_proc_start am_freeze am_unfreeze';
  const setting = 'dumpsys activity settings | grep use_freezer=';
  return (
    `p=$(${PROCESS_LIST}); print -r -- "$p"; echo ${MARK}; echo sdk ${sdk}; { grep -s frozen /dev/null ${groups.join(' ')}; ` +
    `case "$p" in *isFrozen=*) ;; *) ${log}; ${setting};; esac; } 2>/dev/null; true`
  );
}

/** Both parts of its output. What an app prints into the first cannot come after it. */
export function splitFreezer(output: string): { readonly processes: string; readonly freezer: string } {
  const at = output.lastIndexOf(`\n${MARK}\n`);
  return at < 0
    ? { processes: output, freezer: '' }
    : { processes: output.slice(0, at + 1), freezer: output.slice(at + MARK.length + 2) };
}

/** What is known of one process beside the list; `undefined` when nothing tells whether it is frozen. */
export function freezerNote(freezer: string, pid: number): FreezerNote | undefined {
  const lines = freezer.split('\n').map((line) => line.trim());
  return byKernel(lines, pid) ?? byLog(lines, pid) ?? bySetting(lines) ?? byVersion(lines);
}

/** `/sys/fs/cgroup/uid_10077/pid_4321/cgroup.events:frozen 1` (cgroup v2, Documentation/admin-guide/cgroup-v2.rst). */
function byKernel(lines: readonly string[], pid: number): FreezerNote | undefined {
  const line = lines.find((one) => one.includes(`/pid_${pid}/cgroup.events:frozen `));
  return line === undefined ? undefined : { by: 'cgroup', frozen: line.endsWith('frozen 1'), proof: line };
}

/**
 * The last `am_freeze: [4321,com.example]` or `am_unfreeze` of a process. The log forgets what is old: that nothing is in it
 * says something only when the process' start is.
 */
function byLog(lines: readonly string[], pid: number): FreezerNote | undefined {
  // The pid of the writer stands between in some of logcat's formats.
  const of = new RegExp(`\\bam_(?:proc_start|(un)?freeze)(?:\\(\\s*\\d+\\))?\\s*: \\[(?:\\d+,)?${pid},`);
  const line = lines.filter((one) => of.test(one)).at(-1);
  return line === undefined ? undefined : { by: 'log', frozen: /\bam_freeze\b/.test(line), proof: line };
}

function bySetting(lines: readonly string[]): FreezerNote | undefined {
  const line = lines.find((one) => one === 'use_freezer=false');
  return line === undefined ? undefined : { by: 'setting', frozen: false, proof: line };
}

function byVersion(lines: readonly string[]): FreezerNote | undefined {
  const line = lines.find((one) => /^sdk \d+$/.test(one));
  const sdk = Number(line?.slice('sdk '.length));
  return line === undefined || sdk >= FIRST_WITH_FREEZER
    ? undefined
    : { by: 'version', frozen: false, proof: line };
}
