import type { Duplex } from 'node:stream';
import { duplexPair } from '../duplex-pair.ts';
import { androidNamed } from '../system/android-version.ts';
import { type AdbConnection, serveConnection } from './connection.ts';
import { daemonTraits } from './features.ts';
import { CNXN, createPacketReader, encodePacket, OPEN, type Packet } from './packets.ts';

export type Sent = Parameters<typeof encodePacket>[0];

/** A host on the other end of a connection, which may send whatever it likes. */
export interface Host {
  readonly connection: AdbConnection;
  readonly log: readonly string[];
  readonly received: readonly Packet[];
  send(...packets: readonly Sent[]): void;
  sendBytes(bytes: Buffer): void;
  /** Resolves once all that was sent has been dealt with. */
  settled(): Promise<void>;
  closed(): boolean;
}

export const GREETING: Sent = {
  command: CNXN,
  arg0: 0x01000001,
  arg1: 1 << 20,
  payload: Buffer.from('host::features=cmd'),
};
export const ECHO: Sent = { command: OPEN, arg0: 1, arg1: 0, payload: Buffer.from('echo:\0') };

export function connectedHost(android = '9', greeting: Sent | undefined = GREETING): Host {
  const [near, far] = duplexPair();
  const log: string[] = [];
  const traits = daemonTraits(androidNamed(android));
  const checksums = traits.protocol === 0x01000000;
  const connection = serveConnection(far, {
    traits,
    banner: 'device::features=cmd',
    admit: async (service) => {
      if (service === 'echo:') return (stream) => void stream.pipe(stream);
      if (service === 'deaf:') return () => undefined;
      throw new Error('no such service');
    },
    log: (line) => void log.push(line),
  });
  const received = packetsFrom(near);
  const host: Host = {
    connection,
    log,
    received,
    send: (...packets) => host.sendBytes(Buffer.concat(packets.map((one) => encodePacket(one, checksums)))),
    sendBytes: (bytes) => void (near.destroyed || near.write(bytes)),
    settled: async () => {
      for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
    closed: () => far.destroyed,
  };
  if (greeting !== undefined) host.send(greeting);
  return host;
}

function packetsFrom(end: Duplex): readonly Packet[] {
  const received: Packet[] = [];
  const read = createPacketReader({ largestPayload: () => 1 << 20, verifiesChecksums: false });
  end.on('data', (chunk: Buffer) => void received.push(...read(chunk)));
  return received;
}

export const commands = ({ received }: Host): readonly number[] => received.map(({ command }) => command);
