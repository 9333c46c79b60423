import type { FlowId, Sha256 } from './ids.ts';

/** What the proxy saw. Lines of `flows.jsonl`, in the order in which they ended. */
export type Flow = ExchangeFlow | ConnectionFlow | UnreadableFlow;

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
  /** Set when the proxy, not the origin, made the answer up; says why. */
  readonly proxyError?: string;
}

/** A body as on the wire, still encoded, in the object store. `complete` is false when it was cut off. */
export interface RecordedBody {
  readonly sha256: Sha256;
  readonly bytes: number;
  readonly complete: boolean;
}

/** One accepted TCP connection, with exact payload byte counts. From the phone is `bytesIn`. */
export interface ConnectionFlow {
  readonly kind: 'connection';
  readonly id: FlowId;
  readonly openedMs: number;
  readonly closedMs: number;
  readonly clientPort: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export const UNREADABLE_REASONS = [
  'tls-rejected',
  'tls-no-request',
  'opaque-tunnel',
  'malformed',
  'engine-fault',
] as const;
export type UnreadableReason = (typeof UNREADABLE_REASONS)[number];

/** A connection, or a part of one, that the proxy could not read. Always a gap. */
export interface UnreadableFlow {
  readonly kind: 'unreadable';
  readonly id: FlowId;
  readonly connection?: FlowId;
  readonly reason: UnreadableReason;
  /** The engine's own words. */
  readonly detail: string;
  /** From the TLS server name or the CONNECT target, where known. */
  readonly host?: string;
  readonly atMs: number;
}
