/** W3C WebDriver error codes (§6.6) that the UiAutomator2 server answers with, and their HTTP status. */
const STATUSES = {
  'invalid argument': 400,
  'invalid element state': 400,
  'invalid selector': 400,
  'invalid session id': 404,
  'no such alert': 404,
  'no such element': 404,
  'session not created': 500,
  'stale element reference': 404,
  'unable to capture screen': 500,
  'unknown command': 404,
  'unknown error': 500,
  'unsupported operation': 500,
} as const;

export type ProtocolErrorCode = keyof typeof STATUSES;

/** An answer that is an error, as the client is to see it. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode;
  readonly status: number;

  constructor(code: ProtocolErrorCode, message: string) {
    super(message);
    this.code = code;
    this.status = STATUSES[code];
  }
}

/** The server's own words for what was looked for in vain. */
export function notFound(): ProtocolError {
  return new ProtocolError(
    'no such element',
    'An element could not be located on the page using the given search parameters',
  );
}
