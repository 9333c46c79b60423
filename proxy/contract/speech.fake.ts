import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Flow } from '../../helpers/model/flow.ts';
import { type Ends, heard } from './client.fake.ts';

/** What a client does, and what has to be recorded of its connection. */
export interface Speech {
  /** Gives the port by which the connection is found again. */
  speak(ends: Ends): Promise<number | undefined>;
  /** Throws unless that was recorded which the contract asks for. */
  holds(flows: readonly Flow[]): void;
}

export const BODY = randomBytes(200_000);

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
export const whole = (bytes: Buffer): object => ({
  sha256: sha256(bytes),
  bytes: bytes.length,
  complete: true,
});

export function of<Kind extends Flow['kind']>(
  flows: readonly Flow[],
  kind: Kind,
): Extract<Flow, { kind: Kind }>[] {
  return flows.filter((flow): flow is Extract<Flow, { kind: Kind }> => flow.kind === kind);
}

/** HTTP/1.1, said word for word, and heard until it fits. */
export async function say(socket: Socket, words: readonly (string | Buffer)[], fits: RegExp): Promise<void> {
  for (const word of words) socket.write(word);
  await heard(socket, fits);
}
