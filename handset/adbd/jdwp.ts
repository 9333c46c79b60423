import type { Duplex } from 'node:stream';
import { type ByteReader, createByteReader } from './byte-reader.ts';
import type { DebuggableProcesses } from './process-lists.ts';

/** What a debugger's connection needs of the daemon. */
export interface DebuggerParts {
  readonly api: number;
  readonly debuggable: DebuggableProcesses;
  /** Pids that have a debugger. */
  readonly attached: Set<number>;
}

const HANDSHAKE = 'JDWP-Handshake';
/** Length, id, flags, and the command's set and number, or the error of a reply (JDWP specification). */
const HEADER_BYTES = 11;
const LONGEST_PACKET = 1 << 20;
const REPLY = 0x80;
const NOT_IMPLEMENTED = 99;
const DISPOSE = 6;
/** A process that ends takes its connection along; nobody tells of it. */
const LOOK_MS = 200;

/**
 * `jdwp:PID` — the machine of a debuggable process, as far as it can be without one: it shakes hands, tells its version
 * and the sizes of its ids, and answers every other command with NOT_IMPLEMENTED. A second debugger is let in by adbd
 * and sent away by the process (measured on an emulator of 16: OKAY, then the end before the handshake).
 */
export function debuggerService(
  service: string,
  parts: DebuggerParts,
): ((stream: Duplex) => void) | undefined {
  const digits = /^jdwp:(\d+)$/.exec(service)?.[1];
  if (digits === undefined) return undefined;
  const pid = Number(digits);
  const alive = (): boolean => parts.debuggable().some((one) => one.pid === pid);
  if (!alive()) throw new Error(`no process ${pid} can be debugged`);
  return (stream) => attach(stream, { pid, alive, parts });
}

interface Attached {
  readonly pid: number;
  readonly parts: DebuggerParts;
  alive(): boolean;
}

function attach(stream: Duplex, { pid, parts, alive }: Attached): void {
  if (parts.attached.has(pid)) {
    stream.resume();
    return void stream.end();
  }
  parts.attached.add(pid);
  const timer = setInterval(() => {
    if (!alive()) stream.destroy();
  }, LOOK_MS).unref();
  stream.once('close', () => {
    clearInterval(timer);
    parts.attached.delete(pid);
  });
  void converse(stream, parts.api)
    // Also for what is no JDWP: the process hangs up.
    .catch(() => undefined)
    .then(() => stream.end(() => stream.destroy()));
}

async function converse(stream: Duplex, api: number): Promise<void> {
  const reader = createByteReader(stream);
  const greeting = await reader.take(HANDSHAKE.length);
  if (greeting.toString('latin1') !== HANDSHAKE) return;
  stream.write(greeting);
  for (;;) {
    const packet = await readCommand(reader);
    if (packet === undefined) return;
    if (packet.flags === REPLY) continue;
    stream.write(reply(packet.id, answer(packet, api)));
    if (packet.set === 1 && packet.command === DISPOSE) return;
  }
}

interface Command {
  readonly id: number;
  readonly flags: number;
  readonly set: number;
  readonly command: number;
}

/** `undefined` for what cannot be a packet. */
async function readCommand(reader: ByteReader): Promise<Command | undefined> {
  const header = await reader.take(HEADER_BYTES);
  const length = header.readUInt32BE(0);
  if (length < HEADER_BYTES || length > LONGEST_PACKET) return undefined;
  await reader.take(length - HEADER_BYTES);
  return {
    id: header.readUInt32BE(4),
    flags: header.readUInt8(8),
    set: header.readUInt8(9),
    command: header.readUInt8(10),
  };
}

/** The fields of a reply; `undefined` for a command that this machine has not. */
function answer({ set, command }: Command, api: number): Buffer | undefined {
  if (set !== 1) return undefined;
  if (command === 1) return version(api);
  if (command === DISPOSE) return Buffer.alloc(0);
  if (command !== 7) return undefined;
  // Fields, methods, objects, types and frames: 8 bytes each, by the reading of 16; in ART's own agent 4 for the first two.
  return Buffer.concat((api < 28 ? [4, 4, 8, 8, 8] : [8, 8, 8, 8, 8]).map(int));
}

/**
 * Until 8.1 ART's own agent (VM_Version of art/runtime/jdwp); from 9 on OpenJDK's over JVMTI, whose words are those of an
 * emulator of 16 (2026-10). That `java.version` was 0 until then is from memory.
 */
function version(api: number): Buffer {
  if (api < 28)
    return Buffer.concat([text('Android Runtime 2.1.0'), int(1), int(6), text('1.6.0'), text('Dalvik')]);
  const java = api < 36 ? '0' : '8';
  const lines = [
    'Java Debug Wire Protocol (Reference Implementation) version 1.8',
    'JVM Debug Interface version 1.2',
    `JVM version ${java} (Dalvik, )`,
  ];
  return Buffer.concat([text(lines.join('\n')), int(1), int(8), text(java), text('Dalvik')]);
}

function reply(id: number, fields: Buffer | undefined): Buffer {
  const body = fields ?? Buffer.alloc(0);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(HEADER_BYTES + body.length, 0);
  header.writeUInt32BE(id, 4);
  header.writeUInt8(REPLY, 8);
  header.writeUInt16BE(fields === undefined ? NOT_IMPLEMENTED : 0, 9);
  return Buffer.concat([header, body]);
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function text(words: string): Buffer {
  return Buffer.concat([int(Buffer.byteLength(words)), Buffer.from(words)]);
}
