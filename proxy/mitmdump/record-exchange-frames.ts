import type { FlowId } from '../../helpers/model/ids.ts';
import type { Recording } from '../engine/proxy-engine.ts';
import type { ExchangeFrame } from './frames.ts';
import { type ConnectionOf, untapped } from './tapped.ts';

export interface ExchangeFrames {
  take(frame: ExchangeFrame, bytes: Buffer): void;
  /** The flow that a request became, as long as a WebSocket may come of it. */
  flowOf(exchange: string): FlowId | undefined;
}

/** The answer after which a WebSocket begins (RFC 6455, section 4.2.2). */
const SWITCHING_PROTOCOLS = 101;

/** Enters requests and responses into the exchange book. */
export function recordExchangeFrames(recording: Recording, connectionOf: ConnectionOf): ExchangeFrames {
  const book = recording.exchanges;
  const flows = new Map<string, FlowId>();

  function begin(frame: Extract<ExchangeFrame, { kind: 'request' }>): void {
    const connection = connectionOf(frame.connection);
    if (connection === undefined) return untapped(recording, `a request to ${frame.url}`);
    const { method, url, httpVersion, headers } = frame;
    const head = { connection: connection.id, method, url, httpVersion, headers };
    flows.set(frame.exchange, book.begin(frame.exchange, head));
  }

  /** mitmproxy did not take it for a request. */
  function refuse({ connection, why }: Extract<ExchangeFrame, { kind: 'refused' }>): void {
    const carrier = connectionOf(connection);
    const host = carrier?.kind === 'tapped' ? carrier.tapped.opening().asked?.host : undefined;
    recording.unreadable('malformed', why, { connection: carrier?.id, host });
  }

  function take(frame: ExchangeFrame, bytes: Buffer): void {
    const { exchange } = frame;
    switch (frame.kind) {
      case 'request':
        return begin(frame);
      case 'request-bytes':
        return book.requestBytes(exchange, bytes);
      case 'request-ended':
        return book.requestEnded(exchange, true, frame.trailers);
      case 'response':
        if (frame.status !== SWITCHING_PROTOCOLS) flows.delete(exchange);
        book.answered(exchange, frame.status, frame.headers, undefined);
        return book.originAnswered(exchange);
      case 'response-bytes':
        return book.responseBytes(exchange, bytes);
      case 'response-ended':
        if (frame.trailers !== undefined) book.responseTrailers(exchange, frame.trailers);
        return book.responseEnded(exchange, true);
      case 'failed':
        flows.delete(exchange);
        return book.end(exchange, frame.why);
      case 'refused':
        return refuse(frame);
    }
  }

  return { take, flowOf: (exchange) => flows.get(exchange) };
}
