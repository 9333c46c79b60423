/** What Java code of an app catches; `code` says the same in the words of Node's sockets and TLS. */
export interface JavaError extends Error {
  readonly code: string;
}

export function javaError(className: string, text: string, code: string, cause?: unknown): JavaError {
  return Object.assign(new Error(`${className}: ${text}`, { cause }), { code });
}

/** Errors of sockets as java.net throws them (libcore, IoBridge and ErrnoException). */
const BY_CODE: Readonly<Record<string, readonly [className: string, text: string]>> = {
  ECONNRESET: ['java.net.SocketException', 'Connection reset'],
  EPIPE: ['java.net.SocketException', 'Broken pipe'],
  ECONNABORTED: ['java.net.SocketException', 'Software caused connection abort'],
  ETIMEDOUT: ['java.net.SocketTimeoutException', 'timeout'],
};

/** A failure of a connection in Java's words; errors that are Java's already stay as they are. */
export function asJavaError(error: unknown): unknown {
  if (!(error instanceof Error) || /^(?:java|javax)\./.test(error.message)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = BY_CODE[code];
  return known === undefined ? error : javaError(known[0], known[1], code, error);
}

/** libcore, `IoBridge.connect`: the address, and the errno in brackets. */
export function connectError(
  { host, address, port }: { readonly host: string; readonly address: string; readonly port: number },
  code: 'ECONNREFUSED' | 'ENETUNREACH' | 'EHOSTUNREACH',
): JavaError {
  const errno = {
    ECONNREFUSED: 'ECONNREFUSED (Connection refused)',
    ENETUNREACH: 'ENETUNREACH (Network is unreachable)',
    EHOSTUNREACH: 'EHOSTUNREACH (No route to host)',
  }[code];
  const className = code === 'EHOSTUNREACH' ? 'java.net.NoRouteToHostException' : 'java.net.ConnectException';
  const shown = host === address ? `/${address}` : `${host}/${address}`;
  return javaError(className, `failed to connect to ${shown} (port ${port}): connect failed: ${errno}`, code);
}

/** libcore, `Inet6AddressImpl.lookupHostByName`; the reason is gai_strerror's of EAI_NODATA. */
export function unknownHost(host: string): JavaError {
  const text = `Unable to resolve host "${host}": No address associated with hostname`;
  return javaError('java.net.UnknownHostException', text, 'ENOTFOUND');
}
