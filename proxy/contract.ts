import type { UnreadableReason } from '../helpers/model/flow.ts';

/** What every engine has to record, as the phone sent it and byte by byte; `contract.spec.ts` says how. */
export const CONTRACT = [
  'a request and its answer',
  'requests sent without waiting for answers',
  'a chunked upload',
  'an upload that waits to be continued',
  'a compressed upload, as on the wire',
  'an upload that is broken off',
  'an upload that is broken off at once',
  'an upload that is answered before its end',
  'an upload to a host that cannot be reached',
  'trailers over HTTP/1.1',
  'several streams of HTTP/2 at once',
  'a stream of HTTP/2 that is reset',
  'a stream of HTTP/2 that is reset at once',
  'trailers of a request over HTTP/2',
  'gRPC',
  'the messages of a WebSocket',
  'the pings of a WebSocket',
  'plain HTTP',
  'SOCKS5',
  'a host of the harness',
  'a host without a name',
  'a tunnel that begins with binary bytes',
  'a tunnel that begins with letters',
  'a tunnel in which the server speaks first',
  'what is no HTTP, inside TLS, and begun by the server',
  'what is no HTTP, inside TLS',
  'a certificate that is rejected',
  'a handshake and no request, as pinning looks',
  'a request whose lengths contradict each other',
] as const;
export type ContractCase = (typeof CONTRACT)[number];

/** Where an engine falls short of the contract, and what has to be recorded instead: never silence. */
export interface EngineDifference {
  readonly of: ContractCase;
  readonly why: string;
  /** What shows it: the connection cannot be read, for this reason, or the request counts as cut off. */
  readonly shows: UnreadableReason | 'request-cut-off';
}
