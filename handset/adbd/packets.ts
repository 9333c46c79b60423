/** The packets of the adb protocol: 24 bytes of header, little-endian, then the payload (AOSP adb/protocol.txt). */
export interface Packet {
  readonly command: number;
  readonly arg0: number;
  readonly arg1: number;
  readonly payload: Buffer;
}

export const CNXN = 0x4e584e43;
export const AUTH = 0x48545541;
export const OPEN = 0x4e45504f;
export const OKAY = 0x59414b4f;
export const CLSE = 0x45534c43;
export const WRTE = 0x45545257;

/** Largest payload that we take and announce, as Android 9 does. */
export const MAX_PAYLOAD = 1024 * 1024;

const HEADER_BYTES = 24;

/** A peer that does not speak the protocol: its connection must be closed. */
export class ProtocolError extends Error {}

export function encodePacket(
  command: number,
  arg0: number,
  arg1: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const packet = Buffer.alloc(HEADER_BYTES + payload.length);
  packet.writeUInt32LE(command, 0);
  packet.writeUInt32LE(arg0, 4);
  packet.writeUInt32LE(arg1, 8);
  packet.writeUInt32LE(payload.length, 12);
  // The checksum is not verified from protocol version 0x01000001 on; Android 9 announces that one.
  packet.writeInt32LE(~command, 20);
  packet.set(payload, HEADER_BYTES);
  return packet;
}

/** Cuts a byte stream into packets; returns those that are complete. Throws `ProtocolError` on nonsense. */
export function createPacketReader(): (chunk: Buffer) => readonly Packet[] {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let wanted = HEADER_BYTES;

  return (chunk) => {
    pending.push(chunk);
    pendingBytes += chunk.length;
    if (pendingBytes < wanted) return [];
    let buffered = pending.length === 1 ? chunk : Buffer.concat(pending);
    const packets: Packet[] = [];
    for (;;) {
      wanted = HEADER_BYTES + payloadLength(buffered);
      if (buffered.length < wanted) break;
      packets.push(decode(buffered, wanted));
      buffered = buffered.subarray(wanted);
    }
    pending = buffered.length === 0 ? [] : [buffered];
    pendingBytes = buffered.length;
    return packets;
  };
}

/** 0 while the header itself is not complete. */
function payloadLength(buffered: Buffer): number {
  if (buffered.length < HEADER_BYTES) return 0;
  const command = buffered.readUInt32LE(0);
  if (buffered.readInt32LE(20) !== ~command) throw new ProtocolError('a packet has a wrong magic number');
  const length = buffered.readUInt32LE(12);
  if (length > MAX_PAYLOAD)
    throw new ProtocolError(`a packet announces ${length} bytes, more than ${MAX_PAYLOAD}`);
  return length;
}

function decode(buffered: Buffer, end: number): Packet {
  return {
    command: buffered.readUInt32LE(0),
    arg0: buffered.readUInt32LE(4),
    arg1: buffered.readUInt32LE(8),
    payload: buffered.subarray(HEADER_BYTES, end),
  };
}
