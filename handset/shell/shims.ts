import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import type { FrameworkCommand } from '../shell-parts.ts';
import type { PhoneRoot } from './root.ts';
import { createCallTable } from './shim-calls.ts';
import { TOYBOX } from './wrappers.ts';

/**
 * How a line that a real shell runs (`dumpsys window | grep Focus`) reaches the framework: each command is a small
 * script in `/system/bin`. It sends its words over a socket of its user's, is answered with lines (`e` and `E` for
 * standard error, `i` when the command wants its input, `x` for the end), and carries output and input over
 * connections of their own, as they come.
 */
export interface Shims {
  /** Makes sure that a user has a socket: nobody else may open it, so that nobody can speak for another. */
  admit(uid: number): Promise<void>;
  close(): Promise<void>;
}

const FOLDER = 'dev/socket/framework';
const ROOT = 0;
const SHELL = 2_000;

/** nc holds a connection for each stream; what is read by the shell itself are lines of few words. */
const SCRIPT = `#!/system/bin/sh
nc="${TOYBOX} nc -U /${FOLDER}/$USER_ID"
exec 4<&0
$nc |&
print -rp -- "call $(($# + 1))"
for word in "\${0##*/}" "$@"; do print -nrp -- "$word"; print -np '\\0'; done
read -rp id || exit 1
print -r -- "out $id" | $nc &
out=$!
code=1
while IFS= read -rp line; do
  case $line in
  e*) print -ru2 -- "\${line#e}" ;;
  E*) print -nru2 -- "\${line#E}" ;;
  i) { print -r -- "in $id"; exec ${TOYBOX} cat; } <&4 2>/dev/null | $nc >/dev/null 2>&1 & ;;
  x*) code=\${line#x}; break ;;
  esac
done
wait $out
exit $code
`;

export async function installShims(
  root: Pick<PhoneRoot, 'rootDirectory' | 'privileges'>,
  commands: () => ReadonlyMap<string, FrameworkCommand>,
): Promise<Shims> {
  const folder = path.join(root.rootDirectory, FOLDER);
  await mkdir(folder, { recursive: true });
  const servers = new Map<number, Promise<Server>>();
  const admit = async (uid: number): Promise<void> => {
    const server = servers.get(uid) ?? serve(path.join(folder, String(uid)), uid, commands);
    servers.set(uid, server);
    await server;
  };
  await Promise.all([ROOT, SHELL].map(admit));
  for (const name of commands().keys()) {
    const script = path.join(root.rootDirectory, 'system', 'bin', name);
    await rm(script, { force: true }); // A toybox applet of the same name, which knows nothing of the phone.
    await writeFile(script, SCRIPT, { mode: 0o755 });
  }
  return {
    admit,
    async close() {
      for (const server of servers.values()) (await server).close();
    },
  };
}

async function serve(
  file: string,
  uid: number,
  commands: () => ReadonlyMap<string, FrameworkCommand>,
): Promise<Server> {
  const calls = createCallTable(uid, commands);
  const server = createServer({ allowHalfOpen: true }, (socket) => calls.take(socket));
  await rm(file, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, resolve);
  });
  if (process.getuid?.() === 0) await chown(file, uid, uid);
  await chmod(file, 0o600);
  return server;
}
