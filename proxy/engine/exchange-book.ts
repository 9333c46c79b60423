import type { ExchangeFlow, HeaderList } from '../../helpers/model/flow.ts';
import { type FlowId, parseFlowId } from '../../helpers/model/ids.ts';
import { type BodyFile, openBodyFile } from './body-file.ts';
import type { FlowLog } from './flow-log.ts';

/** What a request says of itself before its body. */
interface RequestHead {
  readonly connection: FlowId;
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly headers: HeaderList;
}

/** The exchanges that are under way, by the engine's request id. Each becomes one line, exactly once. */
export interface ExchangeBook {
  begin(request: string, head: RequestHead): void;
  requestBytes(request: string, bytes: Uint8Array): void;
  requestEnded(request: string, complete: boolean): void;
  answered(request: string, status: number, headers: HeaderList, proxyError: string | undefined): void;
  /** The answer is the origin's; one of which this was never said is the proxy's own. */
  originAnswered(request: string): void;
  responseBytes(request: string, bytes: Uint8Array): void;
  /** The exchange is over; `complete` says whether its answer arrived whole. */
  end(request: string, complete: boolean, proxyError?: string): void;
  /** Closes what is open over a connection that is gone. */
  connectionClosed(connection: FlowId): void;
  /** Closes everything that is open, as incomplete. */
  endAll(): void;
  readonly open: number;
}

interface OpenExchange {
  readonly id: FlowId;
  readonly head: RequestHead;
  readonly startedMs: number;
  readonly request: BodyFile;
  readonly response: BodyFile;
  status: number | undefined;
  responseHeaders: HeaderList | undefined;
  proxyError: string | undefined;
  fromOrigin: boolean;
}

export function createExchangeBook(bundleDirectory: string, log: Pick<FlowLog, 'append'>): ExchangeBook {
  const open = new Map<string, OpenExchange>();
  let exchanges = 0;

  function end(request: string, complete: boolean, proxyError?: string): void {
    const exchange = open.get(request);
    if (exchange === undefined) return;
    open.delete(request);
    exchange.proxyError ??= proxyError;
    log.append(flowOf(exchange, complete));
  }

  return {
    get open() {
      return open.size;
    },
    begin(request, head) {
      if (open.has(request)) return;
      exchanges += 1;
      const id = parseFlowId(`exchange-${exchanges}`);
      open.set(request, {
        id,
        head,
        startedMs: Date.now(),
        request: openBodyFile(bundleDirectory, `${id}-request`),
        response: openBodyFile(bundleDirectory, `${id}-response`),
        status: undefined,
        responseHeaders: undefined,
        proxyError: undefined,
        fromOrigin: false,
      });
    },
    requestBytes: (request, bytes) => open.get(request)?.request.write(bytes),
    requestEnded: (request, complete) => void open.get(request)?.request.finish(complete),
    answered(request, status, headers, proxyError) {
      const exchange = open.get(request);
      if (exchange === undefined) return;
      exchange.status = status;
      exchange.responseHeaders = headers;
      exchange.proxyError ??= proxyError;
    },
    originAnswered(request) {
      const exchange = open.get(request);
      if (exchange !== undefined) exchange.fromOrigin = true;
    },
    responseBytes: (request, bytes) => open.get(request)?.response.write(bytes),
    end,
    connectionClosed(connection) {
      for (const [request, exchange] of [...open])
        if (exchange.head.connection === connection) end(request, false);
    },
    endAll() {
      for (const request of [...open.keys()]) end(request, false);
    },
  };
}

function flowOf(exchange: OpenExchange, complete: boolean): ExchangeFlow {
  const { head } = exchange;
  const url = new URL(head.url);
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  // A body that nobody ended by now was cut off.
  const request = exchange.request.finish(false);
  const madeUp =
    exchange.status === undefined || exchange.fromOrigin ? undefined : 'the origin did not answer';
  const proxyError = exchange.proxyError ?? madeUp;
  return {
    kind: 'exchange',
    id: exchange.id,
    connection: head.connection,
    startedMs: exchange.startedMs,
    endedMs: Date.now(),
    scheme,
    host: url.hostname,
    port: Number(url.port || (scheme === 'https' ? 443 : 80)),
    method: head.method,
    url: head.url,
    httpVersion: head.httpVersion,
    requestHeaders: head.headers,
    request,
    ...(exchange.status === undefined
      ? {}
      : { status: exchange.status, response: exchange.response.finish(complete) }),
    ...(exchange.responseHeaders === undefined ? {} : { responseHeaders: exchange.responseHeaders }),
    ...(proxyError === undefined ? {} : { proxyError }),
  };
}
