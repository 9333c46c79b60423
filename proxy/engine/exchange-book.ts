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

/** What a book writes to. */
export interface BookParts {
  readonly bundleDirectory: string;
  readonly log: Pick<FlowLog, 'append'>;
  /** Something was read of this connection: it is no blind spot. */
  explain(connection: FlowId): void;
}

/** The exchanges that are under way, by the engine's request id. Each becomes one line, exactly once. */
export interface ExchangeBook {
  /** Gives the flow's id, by which a WebSocket names the request that opened it. */
  begin(request: string, head: RequestHead): FlowId;
  requestBytes(request: string, bytes: Uint8Array): void;
  requestEnded(request: string, complete: boolean, trailers?: HeaderList): void;
  answered(request: string, status: number, headers: HeaderList, proxyError: string | undefined): void;
  /** The answer is the origin's; one of which this was never said is the proxy's own. */
  originAnswered(request: string): void;
  responseBytes(request: string, bytes: Uint8Array): void;
  responseTrailers(request: string, trailers: HeaderList): void;
  /** The answer is over, whole or not. The exchange is, once its request is as well: an origin may answer early. */
  responseEnded(request: string, complete: boolean, proxyError?: string): void;
  /** The exchange is over, whatever of it arrived. */
  end(request: string, proxyError?: string): void;
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
  readonly told: Told;
}

/** What was told of an exchange since it began. */
type Told = {
  -readonly [Field in 'status' | 'responseHeaders' | 'requestTrailers' | 'responseTrailers' | 'proxyError']?:
    | ExchangeFlow[Field]
    | undefined;
} & { fromOrigin?: boolean };

export function createExchangeBook(parts: BookParts): ExchangeBook {
  const open = new Map<string, OpenExchange>();
  let exchanges = 0;

  function end(request: string, proxyError?: string): void {
    const exchange = open.get(request);
    if (exchange === undefined) return;
    open.delete(request);
    exchange.told.proxyError ??= proxyError;
    parts.log.append(flowOf(exchange));
  }

  function endIfOver(request: string): void {
    const exchange = open.get(request);
    if (exchange?.request.finished && exchange.response.finished) end(request);
  }

  function tell(request: string, told: Told): void {
    Object.assign(open.get(request)?.told ?? {}, told);
  }

  return {
    get open() {
      return open.size;
    },
    begin(request, head) {
      const known = open.get(request);
      if (known !== undefined) return known.id;
      exchanges += 1;
      const exchange = openExchange(parseFlowId(`exchange-${exchanges}`), head, parts.bundleDirectory);
      open.set(request, exchange);
      parts.explain(head.connection);
      return exchange.id;
    },
    requestBytes: (request, bytes) => open.get(request)?.request.write(bytes),
    requestEnded(request, complete, requestTrailers) {
      open.get(request)?.request.finish(complete);
      if (requestTrailers !== undefined) tell(request, { requestTrailers });
      endIfOver(request);
    },
    answered: (request, status, responseHeaders, proxyError) =>
      tell(request, { status, responseHeaders, ...(proxyError === undefined ? {} : { proxyError }) }),
    originAnswered: (request) => tell(request, { fromOrigin: true }),
    responseBytes: (request, bytes) => open.get(request)?.response.write(bytes),
    responseTrailers: (request, responseTrailers) => tell(request, { responseTrailers }),
    responseEnded(request, complete, proxyError) {
      const exchange = open.get(request);
      if (exchange === undefined) return;
      exchange.told.proxyError ??= proxyError;
      exchange.response.finish(complete);
      endIfOver(request);
    },
    end,
    connectionClosed(connection) {
      for (const [request, { head }] of [...open]) if (head.connection === connection) end(request);
    },
    endAll() {
      for (const request of [...open.keys()]) end(request);
    },
  };
}

function openExchange(id: FlowId, head: RequestHead, bundleDirectory: string): OpenExchange {
  return {
    id,
    head,
    startedMs: Date.now(),
    request: openBodyFile(bundleDirectory, `${id}-request`),
    response: openBodyFile(bundleDirectory, `${id}-response`),
    told: {},
  };
}

function flowOf({ id, head, startedMs, told, ...bodies }: OpenExchange): ExchangeFlow {
  const url = new URL(head.url);
  const scheme = url.protocol === 'https:' || url.protocol === 'wss:' ? 'https' : 'http';
  // A body that nobody ended by now was cut off.
  const request = bodies.request.finish(false);
  const { status, responseHeaders, requestTrailers = [], responseTrailers = [] } = told;
  const madeUp = status === undefined || told.fromOrigin === true ? undefined : 'the origin did not answer';
  const proxyError = told.proxyError ?? madeUp;
  return {
    kind: 'exchange',
    id,
    connection: head.connection,
    startedMs,
    endedMs: Date.now(),
    scheme,
    host: url.hostname,
    port: Number(url.port || (scheme === 'https' ? 443 : 80)),
    method: head.method,
    url: head.url,
    httpVersion: head.httpVersion,
    requestHeaders: head.headers,
    request,
    ...(status === undefined ? {} : { status, response: bodies.response.finish(false) }),
    ...(responseHeaders === undefined ? {} : { responseHeaders }),
    ...(requestTrailers.length === 0 ? {} : { requestTrailers }),
    ...(responseTrailers.length === 0 ? {} : { responseTrailers }),
    ...(proxyError === undefined ? {} : { proxyError }),
  };
}
