/** Alerts of TLS by their numbers, as RFC 8446, section 6, and the RFCs of its extensions give them. From memory: not looked up. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  22: 'record_overflow',
  40: 'handshake_failure',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  113: 'bad_certificate_status_response',
  116: 'certificate_required',
  120: 'no_application_protocol',
};

const CLOSING: readonly number[] = [0, 90];

/** `certificate_unknown (46)`. */
export function alertName(description: number): string {
  return `${NAMES[description] ?? 'an alert without a name'} (${description})`;
}

/** Alerts that end a connection without a complaint (RFC 8446, section 6.1). */
export function isClosing(description: number): boolean {
  return CLOSING.includes(description);
}

/**
 * The alert that an engine names in its own words: OpenSSL's codes, as `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`, or its text, as
 * `tlsv1 alert unknown ca` or `SSL alert number 48`. `undefined` if there is none in them.
 */
export function alertIn(words: string): number | undefined {
  const [, number] = /\balert number (\d{1,3})\b/i.exec(words) ?? [];
  if (number !== undefined) return Number(number);
  const [, named = ''] = /alert[ _]([a-z_ ]+)/i.exec(words) ?? [];
  const name = named.trim().toLowerCase().replaceAll(' ', '_');
  const found = Object.entries(NAMES).find(([, one]) => one === name);
  return found === undefined ? undefined : Number(found[0]);
}
