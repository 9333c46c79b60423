import { readBase64 } from './base64.ts';
import { BINARY_PLIST } from './binary-plist.ts';
import { BZIP2_STREAMS } from './bzip2.ts';
import { readCbor } from './cbor.ts';
import type { MarkedFormat, ReadFormat, ReadText } from './decoder.ts';
import { GZIP } from './gzip.ts';
import { readHeadlessStream } from './headless-stream.ts';
import { readHex } from './hex.ts';
import { HTTP_BODY, readHttpBody } from './http-body.ts';
import { ISO_PICTURE } from './iso-picture.ts';
import { readLengthPrefix } from './length-prefix.ts';
import { LZ4_FRAME, readLz4Block } from './lz4.ts';
import { readMessagePack } from './message-pack.ts';
import { readMultipart } from './multipart.ts';
import { readNumberList } from './number-list.ts';
import { PDF_STREAM } from './pdf-stream.ts';
import { readPercent } from './percent.ts';
import { PICTURES } from './picture.ts';
import { readGrpc, readProtobuf } from './protobuf.ts';
import { readRepeatedKey } from './repeated-key.ts';
import { SQLITE } from './sqlite.ts';
import { readKeptJournal, SQLITE_JOURNAL } from './sqlite-journal.ts';
import { SQLITE_LOGS } from './sqlite-log.ts';
import { readStringEscapes } from './string-escapes.ts';
import { TAR_ENTRY } from './tar.ts';
import { readWidenedBytes, readWideText } from './wide-text.ts';
import { LZMA, XZ } from './xz.ts';
import { ZIP_DIRECTORY } from './zip-directory.ts';
import { ZIP_ENTRY } from './zip-entry.ts';
import { ZLIB_STREAMS } from './zlib-stream.ts';
import { ZSTD } from './zstd.ts';

/** Formats that begin with what is given; the first that reads something of it is the one. */
export const FROM_THE_START: readonly ReadFormat[] = [
  readMultipart,
  readHttpBody,
  readKeptJournal,
  readGrpc,
  readCbor,
  readMessagePack,
  readWideText,
  readWidenedBytes,
  readProtobuf,
];

/** Formats that are looked for at every offset. */
export const ANYWHERE: readonly MarkedFormat[] = [
  GZIP,
  ...ZLIB_STREAMS,
  ZIP_ENTRY,
  ZIP_DIRECTORY,
  TAR_ENTRY,
  ZSTD,
  XZ,
  LZMA,
  LZ4_FRAME,
  ...BZIP2_STREAMS,
  SQLITE,
  ...SQLITE_LOGS,
  SQLITE_JOURNAL,
  BINARY_PLIST,
  PDF_STREAM,
  HTTP_BODY,
  ...PICTURES,
  ISO_PICTURE,
];

/** What text may stand for. All are tried: what one makes noise of is plain to another. */
export const TEXTS: readonly ReadText[] = [
  readBase64,
  readHex,
  readNumberList,
  readPercent,
  readStringEscapes,
];

/** What nothing marks: tried last, where nothing else was found at the start. */
export const UNMARKED: readonly ReadFormat[] = [
  readLengthPrefix,
  readRepeatedKey,
  readHeadlessStream,
  readLz4Block,
];
