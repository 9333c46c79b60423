import type { EngineDifference } from '../contract.ts';

/** What mitmproxy 8.1.1 does not record, and what shows it. */
export const MITMDUMP_DIFFERENCES: readonly EngineDifference[] = [
  {
    of: 'an upload to a host that cannot be reached',
    why: 'it reads no body before it is connected to the host',
    shows: 'request-cut-off',
  },
  {
    of: 'trailers over HTTP/1.1',
    why: 'its HTTP/1.1 layer breaks down on them, and the request with it',
    shows: 'request-cut-off',
  },
  {
    of: 'the pings of a WebSocket',
    why: 'it does not tell of control frames',
    shows: 'opaque-tunnel',
  },
  {
    of: 'SOCKS5',
    why: 'it takes SOCKS or HTTP at one port, not both',
    shows: 'opaque-tunnel',
  },
  {
    of: 'a tunnel that begins with letters',
    why: 'it waits for an HTTP request to come of them',
    shows: 'opaque-tunnel',
  },
  {
    of: 'a stream of HTTP/2 that is reset at once',
    why: 'it reads no body before it is connected to the host, and drops what it holds of one that is reset',
    shows: 'request-cut-off',
  },
  {
    of: 'a tunnel in which the server speaks first',
    why: 'it connects to the host when the client has spoken; earlier, it would lose uploads to hosts that cannot be reached',
    shows: 'unused',
  },
  {
    of: 'what is no HTTP, inside TLS, and begun by the server',
    why: 'the same',
    shows: 'tls-unused',
  },
  {
    of: 'a request whose lengths contradict each other',
    why: 'it tells of the request first, and refuses it then',
    shows: 'request-cut-off',
  },
];
