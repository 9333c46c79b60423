import type { Opening } from '../../helpers/model/flow.ts';
import { hostText } from './host-text.ts';
import { readSocksRequest } from './socks-request.ts';
import { createTlsRecords, type TlsProgress, type TlsRecords } from './tls-records.ts';

/** What a client said first, and how far it got in TLS if that is what it spoke. */
export interface FirstBytes {
  push(bytes: Buffer): void;
  /** As far as it is known by now. */
  opening(): Opening;
  /** `undefined`: it speaks no TLS. */
  tls(): TlsProgress | undefined;
}

/** Of what comes before a tunnel, and of a request: what goes on for longer is none. */
const LONGEST_HEAD = 16 * 1024;

/** Follows the beginning of one connection, in pieces of any size. What is kept of it is bounded. */
export function createFirstBytes(): FirstBytes {
  let held: Buffer = Buffer.alloc(0);
  let triedAt = 0;
  let begun: Beginning | undefined;
  let records: TlsRecords | undefined;

  function settle(): void {
    // Bytes that come one by one are not read anew each time.
    if (held.length < triedAt * 1.25 && held.length < LONGEST_HEAD) return;
    triedAt = held.length;
    const beginning = readBeginning(held);
    if (beginning.waits && held.length < LONGEST_HEAD) return;
    begun = beginning;
    if (begun.speaks === 'tls') {
      records = createTlsRecords();
      records.push(held.subarray(begun.tunnelBytes));
    }
    held = Buffer.alloc(0);
  }

  return {
    push(bytes) {
      if (records !== undefined) return records.push(bytes);
      if (begun !== undefined) return;
      held = Buffer.concat([held, bytes]);
      settle();
    },
    opening() {
      const { asked, speaks } = begun ?? readBeginning(held);
      const { serverName, protocols } = records?.progress().hello ?? {};
      return {
        speaks,
        ...(asked === undefined ? {} : { asked }),
        ...(serverName === undefined ? {} : { serverName }),
        ...(protocols === undefined ? {} : { protocols }),
      };
    },
    tls: () => records?.progress(),
  };
}

interface Beginning {
  readonly asked?: Opening['asked'];
  readonly speaks: Opening['speaks'];
  /** Where what it speaks begins. */
  readonly tunnelBytes: number;
  /** More bytes may tell more. */
  readonly waits: boolean;
}

function readBeginning(bytes: Buffer): Beginning {
  const tunnel = connectIn(bytes) ?? socksIn(bytes);
  if (tunnel === 'short') return { speaks: 'other', tunnelBytes: 0, waits: true };
  const tunnelBytes = tunnel?.bytes ?? 0;
  const speech = speechOf(bytes.subarray(tunnelBytes));
  const asked = tunnel?.asked ?? speech.asked;
  return { ...speech, tunnelBytes, ...(asked === undefined ? {} : { asked }) };
}

type Tunnel = { readonly asked: NonNullable<Opening['asked']>; readonly bytes: number } | 'short';

/** RFC 9110, section 9.3.6. */
function connectIn(bytes: Buffer): Tunnel | undefined {
  const method = 'CONNECT ';
  const start = bytes.toString('latin1', 0, method.length);
  if (start === '' || !method.startsWith(start)) return undefined;
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return 'short';
  const line = bytes.toString('latin1', 0, bytes.indexOf('\r\n'));
  const [, host, port] = /^CONNECT (\[[^\]]+\]|[^\s:]+):(\d{1,5}) HTTP\/1\.[01]$/.exec(line) ?? [];
  const name = host === undefined ? undefined : hostText(host.replace(/^\[(.*)\]$/, '$1'));
  if (name === undefined) return undefined;
  return { asked: { by: 'connect', host: name, port: Number(port) }, bytes: end + 4 };
}

function socksIn(bytes: Buffer): Tunnel | undefined {
  const request = readSocksRequest(bytes);
  switch (request.kind) {
    case 'asked': {
      const { host, port } = request;
      return { asked: { by: 'socks', host, port }, bytes: request.bytes };
    }
    case 'short':
      return 'short';
    case 'none':
      return undefined;
  }
}

type Speech = Omit<Beginning, 'tunnelBytes'>;

const HTTP_2 = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

function speechOf(bytes: Buffer): Speech {
  if (bytes.length === 0) return { speaks: 'nothing', waits: true };
  // RFC 8446, section 5.1: a handshake record, whose version has stayed at 3.x.
  if (bytes[0] === 0x16) {
    if (bytes.length === 1) return { speaks: 'other', waits: true };
    return { speaks: bytes[1] === 3 ? 'tls' : 'other', waits: false };
  }
  const start = bytes.toString('latin1', 0, HTTP_2.length);
  if (HTTP_2.startsWith(start)) {
    const whole = start === HTTP_2;
    return { speaks: whole ? 'http2' : 'other', waits: !whole };
  }
  return requestIn(bytes);
}

/** The line of a request, and whom it is for (RFC 9112, section 3). */
function requestIn(bytes: Buffer): Speech {
  const head = bytes.toString('latin1', 0, LONGEST_HEAD);
  if (!/^[A-Z]{1,24}(?: |$)/.test(head)) return { speaks: 'other', waits: false };
  const [, url = ''] = /^[A-Z]+ (\S+) HTTP\/1\.[01]\r?\n/.exec(head) ?? [];
  if (url === '') return { speaks: 'other', waits: !head.includes('\n') };
  const [, named] = /\r?\nhost: *([^\r\n]+)\r?\n/i.exec(head) ?? [];
  const asked = askedBy(url) ?? askedBy(`http://${named ?? ''}`);
  const waits = asked === undefined && !/\r?\n\r?\n/.test(head);
  return { speaks: 'http', waits, ...(asked === undefined ? {} : { asked }) };
}

function askedBy(url: string): Opening['asked'] {
  if (!/^http:\/\/./i.test(url) || !URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  const host = hostText(hostname);
  return host === undefined ? undefined : { by: 'request', host, port: Number(port || 80) };
}
