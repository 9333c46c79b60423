import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2Stream } from 'node:http2';
import type { Readable } from 'node:stream';
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
    async handle(this: object, request: OngoingRequest, response: OngoingResponse): Promise<unknown> {
      const pass: Handle = Object.getPrototypeOf(this).handle;
      const connection = recording.connectionAt(request.remotePort);
      // It did not come by the tap, so that nobody counts its bytes: nothing of a phone's is led on like that.
      if (connection === undefined) return void request.socket.destroy();
      const { exchanges } = recording;
      const { id, method, url, httpVersion, rawHeaders: headers } = request;
      exchanges.begin(id, { connection: connection.id, method, url, httpVersion, headers });
      recordRequest(exchanges, request);
      recordResponse(exchanges, request, response);
      const emitEventCallback = (event: string): void => {
        if (event === 'passthrough-response-head') exchanges.originAnswered(id);
      };
      try {
        return await pass.call(this, request, response, { emitEventCallback });
      } finally {
        // The origin may be gone or have answered early: what the phone still sends is to be seen all the same.
        request.resume();
      }
    },
  });
}

/** In place of a body that mockttp would keep, the request itself: it waits until it is led on, and no byte is kept. */
function recordRequest(exchanges: ExchangeBook, request: OngoingRequest): void {
  const { id } = request;
  request.body = {
    asStream() {
      request.on('data', (bytes: Buffer) => exchanges.requestBytes(id, bytes));
      request.pause();
      return request as unknown as Readable;
    },
  };
  let ended = false;
  request.once('end', () => {
    ended = true;
    const settle = (): void => {
      const trailers = request.rawTrailers ?? (Object.entries(request.trailers) as unknown as HeaderList);
      exchanges.requestEnded(id, !wasReset(request), trailers);
    };
    // A stream of HTTP/2 that is reset ends as well: what it was is known when it is closed (RFC 9113, section 5.4.2).
    if (request.stream === undefined) settle();
    else request.stream.once('close', settle);
  });
  for (const event of ['aborted', 'error'] as const)
    request.once(event, () => exchanges.requestEnded(id, false));
  request.once('close', () => {
    if (!ended) exchanges.requestEnded(id, false);
  });
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
