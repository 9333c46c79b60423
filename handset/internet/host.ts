import type { Duplex, Readable } from 'node:stream';

/** What a host of the internet received in one request body. */
export interface Upload {
  readonly host: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A host by its name. Ports 80 and 443 speak HTTP where there is a handler. */
export interface InternetHost {
  readonly name: string;
  /** Its IPv4 address; absent: one in 198.18.0.0/15 made from its name. */
  readonly address?: string;
  readonly handle?: HostHandler;
  readonly tls?: TlsFace;
  /** Services on other ports. */
  readonly tcp?: Readonly<Record<number, StreamService>>;
  readonly overTls?: Readonly<Record<number, StreamService>>;
  readonly udp?: Readonly<Record<number, DatagramService>>;
}

export type StreamService = (socket: Duplex) => void;
/** What is answered to one datagram; `undefined` for nothing. */
type DatagramService = (bytes: Buffer) => Buffer | undefined;

/** How a host shows itself in the handshake. */
export type TlsFace =
  | 'ordinary'
  | 'http/1.1 only'
  | 'TLS 1.2 only'
  | 'expired'
  | 'another name'
  | 'self-signed'
  | 'no intermediate';

/** Answers one request; `note` keeps what was received. */
export type HostHandler = (exchange: Exchange, note: (upload: Upload) => void) => void | Promise<void>;

/** One request, over HTTP/1.1 or HTTP/2. */
export interface Exchange {
  readonly host: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Readable;
  readonly httpVersion: '1.1' | '2';
  answer(status: number, headers?: Readonly<Record<string, string>>, body?: string | Uint8Array): void;
  /** The answer piece by piece; trailers may follow the last one. */
  begin(status: number, headers?: Readonly<Record<string, string>>): Answering;
  /** Cuts the connection as a crash of the host does: the other end reads `ECONNRESET`. */
  reset(): void;
  /** Ends the host's side of the connection alone. */
  halfClose(): void;
}

export interface Answering {
  write(piece: string | Uint8Array): void;
  end(trailers?: Readonly<Record<string, string>>): void;
}
