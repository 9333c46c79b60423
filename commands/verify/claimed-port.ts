import { connect, createServer, type Server } from 'node:net';
import getPort from 'get-port';

/** A port that no other run takes until it is released, or until this process ends. */
export interface ClaimedPort {
  readonly port: number;
  release(): void;
}

/** Between a port and the one that stands for it. */
const CLAIM_OFFSET = 1_000;

/**
 * The first of these ports that is free; any free one when none is. Two runs that look at the same moment both find a port
 * free, and an adb server that is started twice is one that both use and the first to end kills: so the run that listens
 * 1,000 ports above has it.
 */
export async function claimPort(ports: readonly number[]): Promise<ClaimedPort> {
  for (const port of ports) {
    const claim = await listenOn(port + CLAIM_OFFSET);
    if (claim === undefined) continue;
    if (!(await listens(port))) return { port, release: () => void claim.close() };
    claim.close();
  }
  return { port: await getPort(), release: () => undefined };
}

/** Whether somebody listens on a port of this host's loopback. */
export async function listens(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

/** `undefined` when another holds it. The process may end while it listens. */
async function listenOn(port: number): Promise<Server | undefined> {
  return await new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}
