import type { ClientRequest } from 'node:http';
import type { ClientHttp2Stream } from 'node:http2';
import http2 from 'http2-wrapper';
import type { HeaderList } from '../../helpers/model/flow.ts';

/** The parts of a request over HTTP/2 that the package does not tell of. */
interface OpenRequest extends ClientRequest {
  /** Once there is one. */
  readonly _request?: ClientHttp2Stream;
}

/** These have no body, and so nothing behind it. */
const WITHOUT_BODY = ['GET', 'HEAD', 'DELETE'];

/**
 * Has the package by which mockttp speaks HTTP/2 to origins send what comes behind a request's body. mockttp asks for it as
 * HTTP/1.1's does it, and does without where it cannot be asked; a contract test watches that.
 */
export function leadTrailersOn(): void {
  const trailers = new WeakMap<ClientHttp2Stream, HeaderList>();
  const { request } = http2.Agent.prototype;
  http2.Agent.prototype.request = async function (origin, options, headers, streamOptions) {
    if (WITHOUT_BODY.includes(String(headers?.[':method'])))
      return await request.call(this, origin, options, headers, streamOptions);
    const waiting = { ...streamOptions, waitForTrailers: true };
    const stream = await request.call(this, origin, options, headers, waiting);
    stream.once('wantTrailers', () => {
      if (!stream.destroyed) stream.sendTrailers(Object.fromEntries(trailers.get(stream) ?? []));
    });
    return stream;
  };
  Object.assign(http2.ClientRequest.prototype, {
    addTrailers(this: OpenRequest, list: HeaderList) {
      const keep = (): void => {
        if (this._request !== undefined) trailers.set(this._request, list);
      };
      if (this._request === undefined) this.once('socket', keep);
      else keep();
    },
  });
}
