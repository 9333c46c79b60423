import { chmod } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Misuse, type Verb } from './verb.ts';

export interface ControlServer {
  /** A unix socket that only its owner may open. */
  readonly path: string;
  close(): Promise<void>;
}

const LONGEST_LINE = 65_536;

export type Answer =
  | { readonly ok: true; readonly said: string }
  | { readonly ok: false; readonly error: string };

/** Serves the verbs to whoever may open the socket: nothing of it can be reached by adb. */
export async function serveControl(path: string, verbs: readonly Verb[]): Promise<ControlServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // Who asks may go before the answer.
    void serve(socket, verbs);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
  return {
    path,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function serve(socket: Socket, verbs: readonly Verb[]): Promise<void> {
  let pending = 0;
  socket.on('data', (chunk: Buffer) => {
    pending = chunk.includes(10) ? 0 : pending + chunk.length;
    if (pending > LONGEST_LINE) socket.destroy();
  });
  for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (socket.destroyed) return;
    socket.write(`${JSON.stringify(await answer(line, verbs))}\n`);
  }
  socket.end();
}

async function answer(line: string, verbs: readonly Verb[]): Promise<Answer> {
  const request = requestIn(line);
  if (request === undefined)
    return {
      ok: false,
      error: 'say one line of JSON for each request, such as {"verb":"hang","words":["30"]}',
    };
  const { verb: name, words } = request;
  const verb = verbs.find((one) => one.name === name);
  if (verb === undefined && name === 'help') return { ok: true, said: help(verbs) };
  if (verb === undefined)
    return {
      ok: false,
      error: `there is no "${name}"; there are: ${verbs.map((one) => one.name).join(', ')}`,
    };
  try {
    return { ok: true, said: await verb.run(words) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, error: error instanceof Misuse ? `${name}: ${why}\nusage: ${usage(verb)}` : why };
  }
}

/** One line of JSON each way: this one may leave out `words`. */
function requestIn(line: string): { readonly verb: string; readonly words: readonly string[] } | undefined {
  const said = parsed(line);
  if (typeof said !== 'object' || said === null || !('verb' in said)) return undefined;
  const { verb } = said;
  const words: unknown = 'words' in said ? said.words : [];
  if (typeof verb !== 'string' || !Array.isArray(words)) return undefined;
  return words.every((word) => typeof word === 'string') ? { verb, words } : undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // What is no JSON is refused like JSON of another form.
  }
}

function usage({ name, words }: Verb): string {
  return `${name} ${words}`.trim();
}

function help(verbs: readonly Verb[]): string {
  return verbs.map((verb) => `${usage(verb)}\n    ${verb.does}\n    e.g. ${verb.example}`).join('\n');
}
