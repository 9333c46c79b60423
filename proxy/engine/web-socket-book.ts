import type { MessageTotals, WebSocketFlow, WebSocketMessageFlow } from '../../helpers/model/flow.ts';
import { type FlowId, parseFlowId } from '../../helpers/model/ids.ts';
import { type BodyFile, openBodyFile } from './body-file.ts';
import type { BookParts } from './exchange-book.ts';

/** The WebSockets that are open. Each message becomes a line when it ends, and each WebSocket one when it closes. */
export interface WebSocketBook {
  open(head: WebSocketHead): RecordedWebSocket;
  /** Closes what is open over a connection that is gone. */
  connectionClosed(connection: FlowId): void;
  /** Closes everything that is open, as cut off. */
  endAll(): void;
}

type WebSocketHead = Pick<WebSocketFlow, 'connection' | 'exchange' | 'host' | 'port' | 'url'>;

export interface RecordedWebSocket {
  /** A message begins; control frames are messages too, since they carry up to 125 bytes. */
  message(head: Pick<WebSocketMessageFlow, 'direction' | 'opcode' | 'compressed'>): RecordedMessage;
  /** It is over: by a closing handshake, whose first frame is `close`, or cut off. May be called again. */
  end(close?: WebSocketFlow['close']): void;
}

export interface RecordedMessage {
  /** Payload without frame heads and mask; still compressed where it is. */
  write(bytes: Uint8Array): void;
  end(complete: boolean): void;
}

interface OpenSocket {
  readonly connection: FlowId;
  readonly end: (close?: WebSocketFlow['close']) => void;
}

export function createWebSocketBook(parts: BookParts): WebSocketBook {
  const open = new Set<OpenSocket>();
  let sockets = 0;
  return {
    open(head) {
      sockets += 1;
      parts.explain(head.connection);
      const recorded = openSocket(parseFlowId(`websocket-${sockets}`), head, parts);
      const entry: OpenSocket = {
        connection: head.connection,
        end(close) {
          open.delete(entry);
          recorded.end(close);
        },
      };
      open.add(entry);
      return { message: recorded.message, end: entry.end };
    },
    connectionClosed(connection) {
      for (const socket of [...open]) if (socket.connection === connection) socket.end();
    },
    endAll() {
      for (const socket of [...open]) socket.end();
    },
  };
}

function openSocket(id: FlowId, head: WebSocketHead, { bundleDirectory, log }: BookParts): RecordedWebSocket {
  const startedMs = Date.now();
  const unfinished = new Set<RecordedMessage>();
  const totals = { sent: noMessages(), received: noMessages() };
  let messages = 0;
  let over = false;
  return {
    message(kind) {
      messages += 1;
      const messageId = parseFlowId(`${id}-message-${messages}`);
      const body = openBodyFile(bundleDirectory, messageId);
      const messageStartedMs = Date.now();
      const message: RecordedMessage = {
        write: (bytes) => body.write(bytes),
        end(complete) {
          if (!unfinished.delete(message)) return;
          const line = {
            ...kind,
            id: messageId,
            webSocket: id,
            connection: head.connection,
            host: head.host,
          };
          log.append(messageOf(line, messageStartedMs, body, complete));
          totals[kind.direction].messages += 1;
          totals[kind.direction].bytes += body.bytes;
        },
      };
      unfinished.add(message);
      return message;
    },
    end(close) {
      if (over) return;
      over = true;
      for (const message of [...unfinished]) message.end(false);
      log.append({
        kind: 'websocket',
        id,
        ...head,
        startedMs,
        endedMs: Date.now(),
        ...totals,
        ...(close === undefined ? {} : { close }),
      });
    },
  };
}

type MessageLine = Omit<WebSocketMessageFlow, 'kind' | 'startedMs' | 'endedMs' | 'body'>;

function messageOf(
  line: MessageLine,
  startedMs: number,
  body: BodyFile,
  complete: boolean,
): WebSocketMessageFlow {
  return {
    kind: 'websocket-message',
    ...line,
    startedMs,
    endedMs: Date.now(),
    body: body.finish(complete),
  };
}

function noMessages(): { -readonly [K in keyof MessageTotals]: MessageTotals[K] } {
  return { messages: 0, bytes: 0 };
}
