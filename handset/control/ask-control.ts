import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Answer } from './control-server.ts';
import { controlSocket, PHONE_DIRECTORY } from './control-socket.ts';

/** Finds the running phone of that adb port among those that the command started on this machine. */
export async function findControl(temporary: string, port: number): Promise<string> {
  const names = (await readdir(temporary)).filter((name) => name.startsWith(PHONE_DIRECTORY));
  for (const name of names) {
    const file = controlSocket(path.join(temporary, name), port);
    const socket = await opened(file).catch(() => undefined); // Left behind by a phone that was killed.
    socket?.destroy();
    if (socket !== undefined) return file;
  }
  throw new Error(
    `no phone of yours on this machine has the adb port ${port}; the line of JSON that it prints at its start names its port and its control socket`,
  );
}

/** Asks a phone by its control socket; rejects with its own words when it refuses. */
export async function askControl(file: string, verb: string, words: readonly string[]): Promise<string> {
  const socket = await opened(file).catch((cause: unknown) => {
    throw new Error(`the phone's control socket ${file} does not answer: is the phone still running?`, {
      cause,
    });
  });
  try {
    socket.write(`${JSON.stringify({ verb, words })}\n`);
    for await (const line of createInterface({ input: socket })) {
      const answer: Answer = JSON.parse(line);
      if (answer.ok) return answer.said;
      throw new Error(answer.error);
    }
    throw new Error('the phone ended before it answered');
  } finally {
    socket.destroy();
  }
}

async function opened(file: string): Promise<Socket> {
  const socket = connect(file);
  await once(socket, 'connect');
  return socket;
}
