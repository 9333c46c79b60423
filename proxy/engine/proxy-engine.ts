import type { UnreadableReason } from '../../helpers/model/flow.ts';
import type { FlowId } from '../../helpers/model/ids.ts';
import type { Authority } from '../authority.ts';
import type { EngineOptions } from '../messages.ts';
import type { EngineCount } from './connection-log.ts';
import type { ExchangeBook } from './exchange-book.ts';
import type { TappedConnection } from './tap.ts';
import type { TunnelBook } from './tunnel-book.ts';
import type { WebSocketBook } from './web-socket-book.ts';

/**
 * What reads the connections that the tap leads to it: mockttp, or mitmdump. It keeps no record itself. Tap, books and flow
 * log are the same for both, so that both leave the same lines.
 */
export interface ProxyEngine {
  /** Where the tap leads every connection, on 127.0.0.1. */
  readonly port: number;
  /** Cuts off what is still open. Afterwards nothing more is reported. */
  stop(): Promise<void>;
}

/** What an engine is started with. What it reads it reports to `recording`, as it comes. */
export interface EngineParts {
  readonly options: EngineOptions;
  readonly authority: Authority;
  readonly recording: Recording;
  /** To be called when the engine ended by itself, or cannot go on: the run is told, and upholds nothing. */
  readonly onLost: (why: Error) => void;
}

/** What an engine tells, and to whom. */
export interface Recording {
  /** The connection of the phone's that the engine sees coming from this port of 127.0.0.1. */
  connectionAt(enginePort: number | undefined): TappedConnection | undefined;
  readonly exchanges: ExchangeBook;
  readonly webSockets: WebSocketBook;
  readonly tunnels: TunnelBook;
  /**
   * The engine's words for a TLS handshake with the phone that failed. What it was is decided by the tap's own record, once
   * the connection is over.
   */
  tlsFailed(connection: FlowId, words: string): void;
  /** The engine has no more to tell of a connection that ended. Without this word it is waited for a while. */
  toldAll(connection: FlowId, counted?: EngineCount): void;
  /** What else the engine could not read, in its own words. */
  unreadable(reason: UnreadableReason, detail: string, at: UnreadPlace): void;
}

interface UnreadPlace {
  readonly connection: FlowId | undefined;
  readonly host: string | undefined;
}
