import type { FlowId, Sha256 } from './ids.ts';

/** What the proxy saw. Lines of `flows.jsonl`, in the order in which they ended. */
export type Flow =
  | ExchangeFlow
  | WebSocketFlow
  | WebSocketMessageFlow
  | TunnelFlow
  | ConnectionFlow
  | UnreadableFlow;

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** One request and its response, read in full or cut off and marked so. */
export interface ExchangeFlow {
  readonly kind: 'exchange';
  readonly id: FlowId;
  /** The `ConnectionFlow` that it came over. */
  readonly connection: FlowId;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly requestHeaders: HeaderList;
  readonly request: RecordedBody;
  /** Absent when the origin never answered. */
  readonly status?: number;
  readonly responseHeaders?: HeaderList;
  readonly response?: RecordedBody;
  /** Fields after the body, where there were any: gRPC puts its status there. */
  readonly requestTrailers?: HeaderList;
  readonly responseTrailers?: HeaderList;
  /** Set when the proxy, not the origin, made the answer up; says why. */
  readonly proxyError?: string;
}

/** A body as on the wire, still encoded, in the object store. `complete` is false when it was cut off. */
export interface RecordedBody {
  readonly sha256: Sha256;
  readonly bytes: number;
  readonly complete: boolean;
}

/** A WebSocket, once it was over. Its messages are lines of their own, before it. */
export interface WebSocketFlow {
  readonly kind: 'websocket';
  readonly id: FlowId;
  readonly connection: FlowId;
  /** The request that opened it. */
  readonly exchange: FlowId;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** By the phone. */
  readonly sent: MessageTotals;
  readonly received: MessageTotals;
  /** The first closing frame (RFC 6455, section 5.5.1); absent when the connection was cut off. */
  readonly close?: { readonly by: MessageDirection; readonly code?: number; readonly reason: string };
}

type MessageDirection = 'sent' | 'received';

export interface MessageTotals {
  readonly messages: number;
  /** Of payload, as on the wire. */
  readonly bytes: number;
}

/** A message of a WebSocket, its fragments joined; a control frame is one too. */
export interface WebSocketMessageFlow {
  readonly kind: 'websocket-message';
  readonly id: FlowId;
  readonly webSocket: FlowId;
  readonly connection: FlowId;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly host: string;
  /** `sent` is by the phone. */
  readonly direction: MessageDirection;
  /** RFC 6455, section 5.2: 1 text, 2 binary, 8 close, 9 ping, 10 pong. */
  readonly opcode: number;
  /** By permessage-deflate (RFC 7692): the body is what lay in the frames, still compressed. */
  readonly compressed: boolean;
  readonly body: RecordedBody;
}

/** Bytes that are no HTTP, both ways, between the phone and a host that it named. */
export interface TunnelFlow {
  readonly kind: 'tunnel';
  readonly id: FlowId;
  readonly connection: FlowId;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly host: string;
  readonly port: number;
  /** `tls`: these are the bytes inside the TLS that the proxy opened. */
  readonly transport: 'tcp' | 'tls' | 'udp';
  /** By the phone; complete when it said that it sends no more. */
  readonly sent: RecordedBody;
  readonly received: RecordedBody;
  /** Why the host was not reached. */
  readonly proxyError?: string;
}

/** One accepted TCP connection, with exact payload byte counts. From the phone is `bytesIn`. */
export interface ConnectionFlow {
  readonly kind: 'connection';
  readonly id: FlowId;
  readonly openedMs: number;
  readonly closedMs: number;
  readonly clientPort: number;
  /** Where the phone came from by itself; absent when adb brought the connection, whose port it then is. */
  readonly clientAddress?: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** What the engine behind the tap read of `bytesIn`, and wrote, by its own count; not every engine has one. */
  readonly engine?: { readonly bytesIn: number; readonly bytesOut: number };
  readonly opening: Opening;
  /** The phone had not closed it when the recording ended. */
  readonly stillOpen?: true;
  /** The phone ended its side in order: nothing of it was on the way any more. */
  readonly ended?: true;
}

export const SPEECHES = ['nothing', 'tls', 'http', 'http2', 'other'] as const;

/** What the first bytes of a connection say, whoever reads the rest. */
export interface Opening {
  /** Whither it asked to be led, by a tunnel or by the address of its first request. */
  readonly asked?: {
    readonly by: 'connect' | 'socks' | 'request';
    readonly host: string;
    readonly port: number;
  };
  /** What was spoken then; `other` is none of these. */
  readonly speaks: (typeof SPEECHES)[number];
  /** Of the TLS client hello: the host that it wants, and the protocols that it offers. */
  readonly serverName?: string;
  readonly protocols?: readonly string[];
}

export const UNREADABLE_REASONS = [
  /** The client ended the TLS handshake by an alert. */
  'tls-rejected',
  /** A TLS client hello, and a handshake that neither side ended in words. */
  'tls-aborted',
  /** The handshake was finished and no request came: so does pinning look, and a connection opened in advance. */
  'tls-unused',
  /** What was spoken is no HTTP, and was not recorded. */
  'opaque-tunnel',
  /** Names asked for in a way that nobody else can read. */
  'dns-over-tls',
  'malformed',
  /** Nothing was said over it. */
  'unused',
  /** It came by another way than the tap, so that nobody counted its bytes or knows whose it is. */
  'past-the-tap',
  'engine-fault',
] as const;
export type UnreadableReason = (typeof UNREADABLE_REASONS)[number];

/** A connection, or a part of one, that the proxy could not read. Always a gap. */
export interface UnreadableFlow {
  readonly kind: 'unreadable';
  readonly id: FlowId;
  readonly connection?: FlowId;
  readonly reason: UnreadableReason;
  /** What shows it, for a human: an alert's name, counts, the engine's own words. */
  readonly detail: string;
  /** From the tunnel's request or the TLS server name, where known. */
  readonly host?: string;
  readonly atMs: number;
}
