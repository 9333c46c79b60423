import { type ByteReader, createByteReader } from './byte-reader.ts';
import type { AdbStream } from './stream.ts';
import { fail, okay, SyncFailure, write } from './sync-messages.ts';
import { sendFile } from './sync-receive.ts';
import { parseSend, takeFile } from './sync-send.ts';
import { list, type SyncUser, statNew, statOld } from './sync-stat.ts';

/** Which messages beyond those of all versions the daemon knows; a request of another one ends the service. */
export interface SyncDialect {
  /** `ls_v2`: LIS2. */
  readonly lists: boolean;
  /** `sendrecv_v2`: SND2 and RCV2, with the flags of these compressions. */
  readonly flags: number;
}

/** What `SND2` and `RCV2` may ask for (SyncFlag of file_sync_protocol.h). */
export const BROTLI = 1;
export const DRY_RUN = 0x80000000;

/** `sync:` — files to and from the phone (AOSP adb/SYNC.TXT), with the rights of the user. */
export async function serveSync(user: SyncUser, dialect: SyncDialect, stream: AdbStream): Promise<void> {
  const reader = createByteReader(stream);
  try {
    while (await serveRequest({ user, dialect, reader, stream }));
  } catch (error) {
    // Whoever is told of a failure may not be in a state to send a next request; adbd ends here, too.
    if (error instanceof SyncFailure) await write(stream, fail(error.message)).catch(() => undefined);
  }
  stream.end();
  stream.resume();
}

interface Session {
  readonly user: SyncUser;
  readonly dialect: SyncDialect;
  readonly reader: ByteReader;
  readonly stream: AdbStream;
}

const LONGEST_PATH = 1024;

async function serveRequest(session: Session): Promise<boolean> {
  const { user, dialect, reader, stream } = session;
  const header = await reader.take(8);
  const id = header.toString('latin1', 0, 4);
  const length = header.readUInt32LE(4);
  if (length > LONGEST_PATH) throw new SyncFailure('path too long');
  const phonePath = (await reader.take(length)).toString('utf8').replace(/\0.*$/s, '');
  if (id === 'STAT') await write(stream, await statOld(user, phonePath));
  else if (id === 'STA2' || id === 'LST2') await write(stream, await statNew(user, phonePath, id));
  else if (id === 'LIST') await write(stream, await list(user, phonePath, id));
  else if (id === 'LIS2' && dialect.lists) await write(stream, await list(user, phonePath, id));
  else if (id === 'RECV') await sendFile(user, { path: phonePath, brotli: false }, stream);
  else if (id === 'SEND') await receive(session, parseSend(phonePath));
  else if (id === 'RCV2' && dialect.flags !== 0) await sendNew(session, phonePath);
  else if (id === 'SND2' && dialect.flags !== 0) await receiveNew(session, phonePath);
  else if (id === 'QUIT') return false;
  else throw new SyncFailure(`unknown command ${header.readUInt32LE(0).toString(16).padStart(8, '0')}`);
  return true;
}

async function receive(
  { user, reader, stream }: Session,
  request: Parameters<typeof takeFile>[1],
): Promise<void> {
  await takeFile(user, request, reader);
  await write(stream, okay());
}

/** The second message of a `RCV2` request: its id again, and flags. */
async function sendNew({ user, dialect, reader, stream }: Session, path: string): Promise<void> {
  const flags = (await reader.take(8)).readUInt32LE(4);
  refuseUnknown(flags, dialect.flags & ~DRY_RUN);
  await sendFile(user, { path, brotli: (flags & BROTLI) !== 0 }, stream);
}

/** The second message of a `SND2` request: its id again, mode and flags. */
async function receiveNew(session: Session, path: string): Promise<void> {
  const setup = await session.reader.take(12);
  const flags = setup.readUInt32LE(8);
  refuseUnknown(flags, session.dialect.flags);
  const [brotli, dryRun] = [(flags & BROTLI) !== 0, (flags & DRY_RUN) !== 0];
  await receive(session, { path, mode: setup.readUInt32LE(4), brotli, dryRun });
}

function refuseUnknown(flags: number, known: number): void {
  const unknown = flags & ~known;
  if (unknown !== 0) throw new SyncFailure(`unknown flags: ${unknown}`);
}
