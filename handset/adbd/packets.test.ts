import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CLSE,
  CNXN,
  createPacketReader,
  encodePacket,
  OKAY,
  OPEN,
  type Packet,
  ProtocolError,
  WRTE,
} from './packets.ts';

const COMMANDS = [CNXN, OPEN, OKAY, CLSE, WRTE];

const packets = fc.record({
  command: fc.constantFrom(...COMMANDS),
  arg0: fc.nat(0xffffffff),
  arg1: fc.nat(0xffffffff),
  payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});

function encoded(packet: Packet): Buffer {
  return encodePacket(packet);
}

const LARGEST = 1024 * 1024;

/** All that a reader gives for these bytes, as daemons of Android 9 and later read. */
function createReader(largest = LARGEST): (chunk: Buffer) => readonly Packet[] {
  const read = createPacketReader({ largestPayload: () => largest, verifiesChecksums: false });
  return (chunk) => [...read(chunk)];
}

/** A header as a peer may send it, with one field of it replaced. */
function header(length: number, field?: { readonly offset: number; readonly value: number }): Buffer {
  const bytes = encodePacket({ command: WRTE, arg0: 1, arg1: 2 });
  bytes.writeUInt32LE(length, 12);
  if (field !== undefined) bytes.writeUInt32LE(field.value, field.offset);
  return bytes;
}

describe('encoding a packet', () => {
  it('writes the header of the protocol: command, arguments, length, checksum, magic', () => {
    // AOSP adb/protocol.txt: little-endian words; the magic number is the command with all bits turned.
    expect(
      encodePacket({ command: OKAY, arg0: 0x01020304, arg1: 5, payload: Buffer.from('ab') }).toString('hex'),
    ).toBe(['4f4b4159', '04030201', '05000000', '02000000', '00000000', 'b0b4bea6', '6162'].join(''));
  });

  it('has no payload when it is given none', () => {
    expect(encodePacket({ command: CLSE, arg0: 1, arg1: 2 })).toHaveLength(24);
  });
});

describe('reading packets', () => {
  it('gives back what was encoded, however the bytes are cut into chunks', () => {
    fc.assert(
      fc.property(
        fc.array(packets, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 60 })),
        (sent, cuts) => {
          const read = createReader();
          const received: Packet[] = [];
          let rest = Buffer.concat(sent.map(encoded));
          for (const cut of cuts) {
            received.push(...read(rest.subarray(0, cut)));
            rest = rest.subarray(cut);
          }
          received.push(...read(rest));
          expect(received).toEqual(sent);
        },
      ),
    );
  });

  it('waits for the rest, wherever two packets are split', () => {
    const sent = [
      { command: OPEN, arg0: 7, arg1: 0, payload: Buffer.from('shell:id\0') },
      { command: WRTE, arg0: 7, arg1: 9, payload: Buffer.from('截屏') },
    ];
    const bytes = Buffer.concat(sent.map(encoded));
    for (let at = 0; at <= bytes.length; at += 1) {
      const read = createReader();
      const first = read(bytes.subarray(0, at));
      const second = read(bytes.subarray(at));
      expect([...first, ...second], `split at ${at}`).toEqual(sent);
      expect(first).toHaveLength(at < 33 ? 0 : at < bytes.length ? 1 : 2);
    }
  });

  it('reads a packet that comes byte by byte, and nothing before its last byte', () => {
    const bytes = encodePacket({ command: WRTE, arg0: 1, arg1: 2, payload: Buffer.from('hello') });
    const read = createReader();
    for (const byte of bytes.subarray(0, -1)) expect(read(Buffer.of(byte))).toEqual([]);
    expect(read(bytes.subarray(-1))).toMatchObject([{ payload: Buffer.from('hello') }]);
  });

  it('verifies checksums where the protocol has them, as Android 8 does', () => {
    const packet = { command: WRTE, arg0: 1, arg1: 2, payload: Buffer.from([200, 100, 255]) };
    const bytes = encodePacket(packet, true);
    expect(bytes.readUInt32LE(16)).toBe(555);
    const read = (): Packet[] => {
      const reader = createPacketReader({ largestPayload: () => LARGEST, verifiesChecksums: true });
      return [...reader(bytes)];
    };
    expect(read()).toEqual([packet]);
    bytes.writeUInt32LE(556, 16);
    expect(read).toThrow(ProtocolError);
  });

  it('gives the packets in front of a broken one', () => {
    const read = createPacketReader({ largestPayload: () => LARGEST, verifiesChecksums: false });
    const bytes = Buffer.concat([encodePacket({ command: OKAY, arg0: 1, arg1: 2 }), Buffer.alloc(24, 0xff)]);
    const seen: number[] = [];
    expect(() => {
      for (const { command } of read(bytes)) seen.push(command);
    }).toThrow(ProtocolError);
    expect(seen).toEqual([OKAY]);
  });

  it('does not mind a checksum, which this version of the protocol leaves out', () => {
    const packet = encodePacket({ command: CNXN, arg0: 1, arg1: 2, payload: Buffer.from('host::') });
    packet.writeUInt32LE(0xdeadbeef, 16);
    expect(createReader()(packet)).toHaveLength(1);
  });

  it('takes a payload of exactly the largest size', () => {
    const [packet] = createReader()(
      encodePacket({ command: WRTE, arg0: 1, arg1: 2, payload: Buffer.alloc(LARGEST, 3) }),
    );
    expect(packet?.payload).toHaveLength(LARGEST);
  });

  it.each([
    ['one byte more than the largest size', header(LARGEST + 1)],
    ['four gigabytes', header(0xffffffff)],
    ['a wrong magic number', header(0, { offset: 20, value: 0 })],
    ['a magic number of another command', header(0, { offset: 0, value: OPEN })],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['TLS', Buffer.from('16030100f8010000f40303000000000000000000000000000000', 'hex')],
  ])('refuses %s as soon as the header is there', (_, bytes) => {
    expect(() => createReader()(bytes)).toThrow(ProtocolError);
  });

  it('refuses nonsense behind a good packet', () => {
    const bytes = Buffer.concat([encodePacket({ command: OKAY, arg0: 1, arg1: 2 }), Buffer.alloc(24, 0xff)]);
    expect(() => createReader()(bytes)).toThrow(ProtocolError);
  });

  it('never throws anything but a ProtocolError, whatever it is sent', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 })), (chunks) => {
        const read = createReader();
        try {
          for (const chunk of chunks) read(Buffer.from(chunk));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });
});
