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

const HEADER_BYTES = 24;
const NOTHING = Buffer.alloc(0);

/** A peer that does not speak the protocol: its connection must be closed. */
export class ProtocolError extends Error {}

/** `checksums`: whether the receiver looks at them, which those of before protocol 0x01000001 do. */
export function encodePacket(
  packet: Omit<Packet, 'payload'> & { readonly payload?: Uint8Array },
  checksums = false,
): Buffer {
  const { command, arg0, arg1, payload = NOTHING } = packet;
  const encoded = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  encoded.writeUInt32LE(command, 0);
  encoded.writeUInt32LE(arg0, 4);
  encoded.writeUInt32LE(arg1, 8);
  encoded.writeUInt32LE(payload.length, 12);
  encoded.writeUInt32LE(checksums ? checksum(payload) : 0, 16);
  encoded.writeInt32LE(~command, 20);
  encoded.set(payload, HEADER_BYTES);
  return encoded;
}

/** The sum of all bytes (protocol.txt calls it a CRC, which it is not). */
function checksum(payload: Uint8Array): number {
  let sum = 0;
  for (const byte of payload) sum += byte;
  return sum >>> 0;
}

export interface ReaderLimits {
  /** Asked for each packet: a greeting lowers it. */
  largestPayload(): number;
  readonly verifiesChecksums: boolean;
}

/** Cuts a byte stream into packets; yields each as it is complete. Throws `ProtocolError` on nonsense. */
export function createPacketReader(limits: ReaderLimits): (chunk: Buffer) => Generator<Packet> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let wanted = HEADER_BYTES;

  return function* read(chunk) {
    pending.push(chunk);
    pendingBytes += chunk.length;
    if (pendingBytes < wanted) return;
    let buffered = pending.length === 1 ? chunk : Buffer.concat(pending);
    for (;;) {
      wanted = HEADER_BYTES + payloadLength(buffered, limits.largestPayload());
      if (buffered.length < wanted) break;
      const packet = decode(buffered, wanted, limits.verifiesChecksums);
      buffered = buffered.subarray(wanted);
      yield packet;
    }
    pending = buffered.length === 0 ? [] : [buffered];
    pendingBytes = buffered.length;
  };
}

/** 0 while the header itself is not complete. */
function payloadLength(buffered: Buffer, largest: number): number {
  if (buffered.length < HEADER_BYTES) return 0;
  const command = buffered.readUInt32LE(0);
  if (buffered.readInt32LE(20) !== ~command) throw new ProtocolError('a packet has a wrong magic number');
  const length = buffered.readUInt32LE(12);
  if (length > largest) throw new ProtocolError(`a packet announces ${length} bytes, more than ${largest}`);
  return length;
}

function decode(buffered: Buffer, end: number, verify: boolean): Packet {
  const payload = buffered.subarray(HEADER_BYTES, end);
  if (verify && checksum(payload) !== buffered.readUInt32LE(16))
    throw new ProtocolError('a packet has a wrong checksum');
  return {
    command: buffered.readUInt32LE(0),
    arg0: buffered.readUInt32LE(4),
    arg1: buffered.readUInt32LE(8),
    payload,
  };
}
