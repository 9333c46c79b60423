import type { TunnelFlow as Bytes, HeaderList } from '../../helpers/model/flow.ts';

/** What `recorder.py` tells. `sent` is by the phone; what is named by a string are mitmproxy's own ids. */
export type Frame =
  | { readonly kind: 'ready'; readonly port: number; readonly version: string }
  | ConnectionFrame
  | ExchangeFrame
  | WebSocketFrame
  | TunnelFrame;

export type ConnectionFrame = { readonly connection: string } & (
  | { readonly kind: 'connected' /** The tap's. */; readonly port: number }
  /** Past the tap: by WireGuard, in TCP or UDP. */
  | { readonly kind: 'tunnelled' }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'tls-failed'; readonly host: string | null; readonly why: string }
);

export type ExchangeFrame = { readonly exchange: string } & (
  | {
      readonly kind: 'request';
      readonly connection: string;
      readonly method: string;
      readonly url: string;
      readonly httpVersion: string;
      readonly headers: HeaderList;
    }
  | { readonly kind: 'request-bytes' | 'response-bytes'; readonly bytes: number }
  | { readonly kind: 'request-ended' | 'response-ended'; readonly trailers?: HeaderList }
  | { readonly kind: 'response'; readonly status: number; readonly headers: HeaderList }
  | { readonly kind: 'failed'; readonly why: string }
  /** What came over the connection could not be read as a request. */
  | { readonly kind: 'refused'; readonly connection: string; readonly why: string }
);

/** Of the exchange that opened the WebSocket. */
export type WebSocketFrame = { readonly exchange: string } & (
  | {
      readonly kind: 'websocket';
      readonly connection: string;
      readonly host: string;
      readonly port: number;
      readonly url: string;
    }
  | { readonly kind: 'message'; readonly sent: boolean; readonly opcode: number; readonly bytes: number }
  | {
      readonly kind: 'websocket-ended';
      readonly sent: boolean;
      readonly code: number;
      readonly reason: string;
    }
);

export type TunnelFrame = { readonly tunnel: string } & (
  | {
      readonly kind: 'tunnel';
      readonly connection: string;
      readonly host: string;
      readonly port: number;
      readonly transport: Bytes['transport'];
    }
  | { readonly kind: 'tunnel-bytes'; readonly sent: boolean; readonly bytes: number }
  | { readonly kind: 'tunnel-ended'; readonly why?: string }
);
