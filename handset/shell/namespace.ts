import { type ChildProcess, spawn } from 'node:child_process';
import { findHostProgram } from './host-programs.ts';
import { DEVICES } from './phone-directories.ts';
import type { PhoneRoot } from './root.ts';

/** Where the phone's commands run: they see one another's processes, and none of the host. */
export interface Namespace {
  /** The words by which the host runs a command in there; they are the command's own where there is no namespace. */
  enter(words: readonly string[]): readonly string[];
  /** Makes a process of that number, whose input never ends; resolves to whether there is one. */
  hold(pid: number, words: readonly string[]): Promise<boolean>;
  /** Of the first process in there, on the host; undefined without a namespace. */
  readonly hostPid: number | undefined;
  readonly limits: readonly string[];
  /** Ends every process in there. */
  stop(): Promise<void>;
}

/**
 * The first process in there. It takes away orphans (bash does so by itself), answers where it is on the host, and
 * makes processes of a given number, as the kernel allows to those who restore a checkpoint (ns_last_pid). The
 * numbers of others go on from where they were. At the end of its input it ends, and the kernel ends all others.
 */
const FIRST_PROCESS = `
hostname localhost 2>/dev/null
[ "$1" = root ] || for device in ${Object.keys(DEVICES).join(' ')}; do
  mount --bind /dev/$device "$2/dev/$device"
done
last=/proc/sys/kernel/ns_last_pid
echo 20000 2>/dev/null >$last
exec 8<> <(:)
read -r pid rest </proc/self/stat
echo "$pid"
while read -r wanted count; do
  words=()
  for ((index = 0; index < count; index++)); do IFS= read -r word; words+=("$word"); done
  read -r before <$last
  { echo $((wanted - 1)) >$last; } 2>/dev/null
  "\${words[@]}" <&8 >/dev/null 2>&1 &
  made=$!
  { echo "$before" >$last; } 2>/dev/null
  if [ "$made" = "$wanted" ]; then echo "held $wanted"; else kill -9 "$made"; echo "missed $wanted"; fi
done
`;

const SPACES = ['--pid', '--net', '--uts', '--ipc', '--mount', '--fork', '--kill-child'];

/** Starts it. Where this machine allows none, commands run among the host's processes, and its limits say so. */
export async function startNamespace(
  root: Pick<PhoneRoot, 'privileges' | 'rootDirectory'>,
): Promise<Namespace> {
  const [unshare, nsenter] = await Promise.all(['unshare', 'nsenter'].map(findHostProgram));
  if (unshare === undefined || nsenter === undefined) return withoutNamespace();
  const asUser = root.privileges === 'root' ? [] : ['--user', '--map-root-user'];
  const first = ['bash', '-c', FIRST_PROCESS, 'init', root.privileges, root.rootDirectory];
  const child = spawn(unshare, [...asUser, ...SPACES, ...first], { stdio: ['pipe', 'pipe', 'ignore'] });
  const said = answers(child);
  const hostPid = Number(await said());
  if (!Number.isInteger(hostPid)) return withoutNamespace();
  const joining = root.privileges === 'root' ? [] : ['--user', '--preserve-credentials'];
  const enter = [
    '--target',
    String(hostPid),
    ...joining,
    '--pid',
    '--net',
    '--uts',
    '--ipc',
    '--mount',
    '--',
  ];
  let asked: Promise<unknown> = Promise.resolve();
  return {
    hostPid,
    limits: [],
    enter: (words) => [nsenter, ...enter, ...words],
    async hold(pid, words) {
      const answer = asked.then(async () => {
        child.stdin?.write([`${pid} ${words.length}`, ...words, ''].join('\n'));
        return (await said()) === `held ${pid}`;
      });
      asked = answer;
      return await answer;
    },
    async stop() {
      const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.stdin?.end();
      await ended;
    },
  };
}

function withoutNamespace(): Namespace {
  return {
    hostPid: undefined,
    limits: [
      'the shell runs among the processes of this machine and on its network, because this machine lets nobody separate them (unshare)',
    ],
    enter: (words) => words,
    hold: async () => false,
    stop: async () => undefined,
  };
}

/** The lines of its output, one at each call; undefined when there are no more. */
function answers(child: ChildProcess): () => Promise<string | undefined> {
  const lines: string[] = [];
  let rest = '';
  let ended = false;
  let wake = (): void => undefined;
  child.stdin?.on('error', () => undefined); // It ended: what it was asked stays unanswered.
  child.stdout?.on('data', (chunk) => {
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    wake();
  });
  child.once('error', () => {
    ended = true;
    wake();
  });
  child.once('close', () => {
    ended = true;
    wake();
  });
  return async () => {
    while (lines.length === 0 && !ended) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return lines.shift();
  };
}
