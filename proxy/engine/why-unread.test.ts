import { describe, expect, it } from 'vitest';
import type { Opening, UnreadableReason } from '../../helpers/model/flow.ts';
import type { TlsProgress } from './tls-records.ts';
import { whyUnread } from './why-unread.ts';

const asked = { by: 'connect', host: 'up.jd.com', port: 443 } as const;
const IN_TLS: Opening = { asked, speaks: 'tls', serverName: 'up.jd.com' };
const FINISHED: TlsProgress = { hello: {}, finished: true, dataBytes: 0 };
const REFUSED: TlsProgress = { hello: {}, finished: false, dataBytes: 0, alert: 'encrypted' };

function why(opening: Opening, tls?: TlsProgress, engineWords?: string): ReturnType<typeof whyUnread> {
  return whyUnread({ opening: () => opening, tls: () => tls, stillOpen: false }, engineWords);
}

describe('why nothing was read over a connection', () => {
  it.each<
    [
      opening: Opening,
      tls: TlsProgress | undefined,
      words: string | undefined,
      reason: UnreadableReason,
      detail: string,
    ]
  >([
    [{ speaks: 'nothing' }, undefined, undefined, 'unused', 'not one byte'],
    [{ asked, speaks: 'nothing' }, undefined, undefined, 'unused', 'a tunnel was asked for'],
    [{ asked, speaks: 'other' }, undefined, undefined, 'opaque-tunnel', 'no HTTP'],
    [{ asked, speaks: 'http' }, undefined, undefined, 'malformed', 'cannot be read'],
    [{ asked, speaks: 'http2' }, undefined, undefined, 'opaque-tunnel', 'HTTP/2'],
    [IN_TLS, { ...FINISHED, finished: false }, 'reset', 'tls-aborted', '(reset)'],
    [IN_TLS, REFUSED, undefined, 'tls-rejected', 'an encrypted alert'],
    [IN_TLS, REFUSED, 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tls-rejected', 'unknown_ca (48)'],
    [
      IN_TLS,
      REFUSED,
      'ssl/tls alert certificate unknown (SSL alert number 46)',
      'tls-rejected',
      'certificate_unknown (46)',
    ],
    [
      IN_TLS,
      { ...REFUSED, alert: { level: 2, description: 42 } },
      undefined,
      'tls-rejected',
      'bad_certificate (42)',
    ],
    [IN_TLS, { ...REFUSED, alert: { level: 2, description: 99 } }, undefined, 'tls-rejected', '(99)'],
    [
      IN_TLS,
      { ...REFUSED, alert: { level: 1, description: 90 } },
      undefined,
      'tls-aborted',
      'without an alert',
    ],
    [
      IN_TLS,
      { ...REFUSED, alert: { level: 1, description: 0 } },
      undefined,
      'tls-aborted',
      'without an alert',
    ],
    [IN_TLS, FINISHED, undefined, 'tls-unused', 'no request came'],
    [
      { ...IN_TLS, protocols: ['h2'] },
      { ...FINISHED, dataBytes: 256 },
      undefined,
      'tls-unused',
      'as little as HTTP/2 begins with',
    ],
    [
      { ...IN_TLS, protocols: ['h2'] },
      { ...FINISHED, dataBytes: 257 },
      undefined,
      'opaque-tunnel',
      '257 bytes',
    ],
    [IN_TLS, { ...FINISHED, dataBytes: 20 }, undefined, 'opaque-tunnel', '20 bytes'],
    [{ ...IN_TLS, asked: { ...asked, port: 853 } }, FINISHED, undefined, 'dns-over-tls', 'name server'],
    [{ speaks: 'tls', serverName: 'a1b2.dns.nextdns.io' }, REFUSED, undefined, 'dns-over-tls', 'name server'],
    [{ speaks: 'tls', serverName: 'notdns.google' }, REFUSED, undefined, 'tls-rejected', 'alert'],
  ])('%j %j %s: %s', (opening, tls, words, reason, detail) => {
    expect(why(opening, tls, words)).toMatchObject({ reason, detail: expect.stringContaining(detail) });
  });

  it('says whither, by the tunnel before the name in TLS, and both where they differ', () => {
    expect(why(IN_TLS, FINISHED).host).toBe('up.jd.com');
    expect(why({ speaks: 'tls', serverName: 'a.b' }, FINISHED).host).toBe('a.b');
    const fronted = why({ ...IN_TLS, serverName: 'pages.telltale.test' }, FINISHED);
    expect(fronted.host).toBe('up.jd.com');
    expect(fronted.detail).toContain('pages.telltale.test');
  });

  it('says that it was still open', () => {
    const open = whyUnread({ opening: () => ({ speaks: 'other' }), tls: () => undefined, stillOpen: true });
    expect(open.detail).toContain('still open');
  });
});
