/** Chrome's names of what went wrong (net/base/net_error_list.h), by the codes of Node's sockets and OpenSSL. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'ERR_CERT_AUTHORITY_INVALID'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_CERT_AUTHORITY_INVALID'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'ERR_CERT_AUTHORITY_INVALID'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_CERT_AUTHORITY_INVALID'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_CERT_AUTHORITY_INVALID'],
  ['CERT_UNTRUSTED', 'ERR_CERT_AUTHORITY_INVALID'],
  ['CERT_SIGNATURE_FAILURE', 'ERR_CERT_INVALID'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_CERT_COMMON_NAME_INVALID'],
  ['CERT_HAS_EXPIRED', 'ERR_CERT_DATE_INVALID'],
  ['CERT_NOT_YET_VALID', 'ERR_CERT_DATE_INVALID'],
  ['CERT_REVOKED', 'ERR_CERT_REVOKED'],
  ['ENOTFOUND', 'ERR_NAME_NOT_RESOLVED'],
  ['EAI_AGAIN', 'ERR_NAME_NOT_RESOLVED'],
  ['ECONNREFUSED', 'ERR_CONNECTION_REFUSED'],
  ['ECONNRESET', 'ERR_CONNECTION_RESET'],
  ['ECONNABORTED', 'ERR_CONNECTION_ABORTED'],
  ['EPIPE', 'ERR_CONNECTION_CLOSED'],
  ['ETIMEDOUT', 'ERR_CONNECTION_TIMED_OUT'],
  ['ENETUNREACH', 'ERR_ADDRESS_UNREACHABLE'],
  ['EHOSTUNREACH', 'ERR_ADDRESS_UNREACHABLE'],
  ['EPROTO', 'ERR_SSL_PROTOCOL_ERROR'],
  ['EPROXY', 'ERR_TUNNEL_CONNECTION_FAILED'],
  ['ERR_EMPTY_RESPONSE', 'ERR_EMPTY_RESPONSE'],
]);

/** The name that Chrome shows for a failed request, e.g. `net::ERR_CERT_AUTHORITY_INVALID`. */
export function netErrorName(error: unknown): string {
  const code = codeOf(error) ?? '';
  const known = NAMES.get(code) ?? (code.startsWith('ERR_SSL') ? 'ERR_SSL_PROTOCOL_ERROR' : undefined);
  return `net::${known ?? 'ERR_FAILED'}`;
}

/** The code of an error or of what caused it. */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 5) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause, depth + 1);
}
