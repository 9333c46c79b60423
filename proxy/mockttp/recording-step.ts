import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2Stream } from 'node:http2';
import { PassThrough, type Readable } from 'node:stream';
import { PassThroughStep } from 'mockttp/dist/rules/requests/request-step-definitions';
import type { HeaderList } from '../../helpers/model/flow.ts';
import type { ExchangeBook } from '../engine/exchange-book.ts';
import type { Recording } from '../engine/proxy-engine.ts';

/** The parts of mockttp's request that recording needs. */
export interface OngoingRequest extends Omit<IncomingMessage, 'rawHeaders' | 'rawTrailers'> {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: HeaderList;
  readonly rawTrailers: HeaderList | undefined;
  readonly remotePort?: number;
  readonly destination: { readonly hostname: string; readonly port: number };
  /** Only over HTTP/2. */
  readonly stream?: Http2Stream;
  body: { asStream(): Readable };
}

/** The same of its response: what mockttp put in place of `write` and `end` is its own property, and can be taken away. */
interface OngoingResponse extends Pick<ServerResponse, 'statusCode'> {
  write: (...parts: readonly unknown[]) => boolean;
  end: (...parts: readonly unknown[]) => unknown;
  writeHead: (...parts: readonly unknown[]) => unknown;
  readonly tags: readonly string[];
  getRawHeaders(): HeaderList;
  getRawTrailers(): HeaderList;
  once(event: 'finish' | 'close', take: () => void): void;
}

interface StepOptions {
  readonly emitEventCallback?: (event: string) => void;
}

type Handle = (request: OngoingRequest, response: OngoingResponse, options: StepOptions) => Promise<unknown>;

/**
 * A step of mockttp's that lets a request pass and records it and its answer as they stream by. mockttp's own events
 * buffer whole bodies, say nothing of aborted ones, and cost more than the rest of a request. What a step has as its own
 * wins over the class's: undocumented, so that a contract test watches it, and the version is pinned.
 */
export function recordingStep(
  recording: Recording,
  options: ConstructorParameters<typeof PassThroughStep>[0],
): PassThroughStep {
  const passThrough = new PassThroughStep(options);
  return Object.assign(passThrough, {
    outgoingSockets: new UnwatchedSockets(),
    async handle(this: object, request: OngoingRequest, response: OngoingResponse): Promise<unknown> {
      const pass: Handle = Object.getPrototypeOf(this).handle;
      const connection = recording.connectionAt(request.remotePort);
      // It did not come by the tap, so that nobody counts its bytes: nothing of a phone's is led on like that.
      if (connection === undefined) return void request.socket.destroy();
      const { exchanges } = recording;
      const { id, method, url, httpVersion, rawHeaders: headers } = request;
      exchanges.begin(id, { connection: connection.id, method, url, httpVersion, headers });
      const body = recordRequest(exchanges, request);
      recordResponse(exchanges, request, response);
      const emitEventCallback = (event: string): void => {
        if (event === 'passthrough-response-head') exchanges.originAnswered(id);
      };
      try {
        return await pass.call(this, request, response, { emitEventCallback });
      } finally {
        // The origin may be gone or have answered early: what the phone still sends is to be seen all the same.
        body.resume();
      }
    },
  });
}

/**
 * In place of the connections to origins by which mockttp knows that it was led to itself: it looks for the phone's port among
 * their own. But that is the tap's port here, so that a loop has another one, and the system gives one port to two connections that
 * lead to different places: with sixteen at once the phone was answered 500 for no reason. `has` tells it to watch none.
 */
class UnwatchedSockets extends Set<unknown> {
  override has(): boolean {
    return true;
  }

  override add(): this {
    return this;
  }
}

/** In place of a body that mockttp would keep, one of which no byte is kept: it waits until it is led on. */
function recordRequest(exchanges: ExchangeBook, request: OngoingRequest): Readable {
  const { id } = request;
  const record = (bytes: Buffer): void => exchanges.requestBytes(id, bytes);
  const { stream } = request;
  const body = stream === undefined ? recordedWhenRead(request, record) : recordedAtOnce(request, record);
  // mockttp pairs what is put there, and leads it on; over HTTP/1.1 Node puts it there.
  stream?.once('trailers', (_fields: unknown, _flags: number, rawTrailers: readonly string[]) =>
    Object.assign(request, { rawTrailers }),
  );
  request.body = { asStream: () => body };
  let ended = false;
  request.once('end', () => {
    ended = true;
    const settle = (): void => exchanges.requestEnded(id, !wasReset(request), request.rawTrailers);
    // A stream of HTTP/2 that is reset ends as well: what it was is known when it is closed (RFC 9113, section 5.4.2).
    if (request.stream === undefined) settle();
    else request.stream.once('close', settle);
  });
  for (const event of ['aborted', 'error'] as const)
    request.once(event, () => exchanges.requestEnded(id, false));
  request.once('close', () => {
    if (!ended) exchanges.requestEnded(id, false);
  });
  return body;
}

function recordedWhenRead(request: OngoingRequest, record: (bytes: Buffer) => void): Readable {
  request.on('data', record);
  request.pause();
  return request as unknown as Readable;
}

/** A stream of HTTP/2 that is reset drops what nobody has read of it yet, so that it is not left to wait. */
function recordedAtOnce(request: OngoingRequest, record: (bytes: Buffer) => void): Readable {
  const body = new PassThrough();
  request.on('data', record);
  request.pipe(body);
  request.once('close', () => {
    if (!request.readableEnded) body.destroy(new Error('the client broke off'));
  });
  return body;
}

/** A reset after the end counts as one too: the two cannot be told apart, and a whole request is what must not be made up. */
function wasReset({ stream }: OngoingRequest): boolean {
  return stream !== undefined && (stream.aborted || stream.rstCode !== 0);
}

/** Takes away what mockttp collects answers by, and records what goes to the phone. */
function recordResponse(exchanges: ExchangeBook, { id }: OngoingRequest, response: OngoingResponse): void {
  const collecting: Partial<Pick<OngoingResponse, 'write' | 'end'>> = response;
  delete collecting.write;
  delete collecting.end;
  const { write, end, writeHead } = response;
  let ending = false;
  response.writeHead = (...parts) => {
    const written = writeHead.apply(response, [...parts]);
    exchanges.answered(id, response.statusCode, response.getRawHeaders(), proxyError(response.tags));
    return written;
  };
  response.write = (...parts) => {
    if (!ending) exchanges.responseBytes(id, bytesOf(parts[0]));
    return write.apply(response, [...parts]);
  };
  response.end = (...parts) => {
    if (!ending) exchanges.responseBytes(id, bytesOf(parts[0]));
    // Over HTTP/2 it calls `write` with the same bytes.
    ending = true;
    return end.apply(response, [...parts]);
  };
  let finished = false;
  response.once('finish', () => {
    finished = true;
  });
  response.once('close', () => {
    exchanges.responseTrailers(id, response.getRawTrailers());
    exchanges.responseEnded(id, finished, proxyError(response.tags));
  });
}

const NOTHING = Buffer.alloc(0);

/** The first argument of `write` or `end`, which may also be a function, or missing. */
function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  return typeof chunk === 'string' ? Buffer.from(chunk) : NOTHING;
}

/** mockttp marks the answers that it made up itself by such a tag. */
function proxyError(tags: readonly string[]): string | undefined {
  return tags.find((tag) => tag.startsWith('passthrough-error:'));
}
