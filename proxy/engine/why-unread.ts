import type { Opening, UnreadableReason } from '../../helpers/model/flow.ts';
import { resolvesNames } from './name-resolvers.ts';
import type { TappedConnection } from './tap.ts';
import { alertIn, alertName, isClosing } from './tls-alerts.ts';
import type { TlsProgress } from './tls-records.ts';

/** Why nothing was read over a connection. */
export interface WhyUnread {
  readonly reason: UnreadableReason;
  readonly detail: string;
  readonly host: string | undefined;
}

type Watched = Pick<TappedConnection, 'opening' | 'tls' | 'stillOpen'>;

/**
 * Says by the client's own bytes why nothing was read over a connection that is over (facts, proxy, section 2). The
 * engine's words for a failed handshake only add the name of an alert that is encrypted.
 */
export function whyUnread(connection: Watched, engineWords?: string): WhyUnread {
  const opening = connection.opening();
  const progress = connection.tls();
  const { reason, detail } =
    progress === undefined ? withoutTls(opening) : withinTls(opening, progress, engineWords);
  const host = opening.asked?.host ?? opening.serverName;
  const otherName =
    opening.serverName !== undefined && host !== opening.serverName
      ? ` (in TLS it named ${opening.serverName})`
      : '';
  const open = connection.stillOpen ? '; it was still open when the recording ended' : '';
  return { reason, detail: `${detail}${otherName}${open}`, host };
}

type Reason = Pick<WhyUnread, 'reason' | 'detail'>;

function withoutTls({ speaks, asked }: Opening): Reason {
  switch (speaks) {
    case 'nothing':
      return {
        reason: 'unused',
        detail: asked === undefined ? 'not one byte was sent over it' : 'a tunnel was asked for and not used',
      };
    case 'http':
      return { reason: 'malformed', detail: 'it began like an HTTP request that cannot be read' };
    case 'http2':
      return { reason: 'opaque-tunnel', detail: 'it began as HTTP/2 and held no request that was read' };
    case 'tls':
    case 'other':
      return { reason: 'opaque-tunnel', detail: 'what was spoken is no HTTP' };
  }
}

function withinTls(opening: Opening, progress: TlsProgress, engineWords: string | undefined): Reason {
  const reason = tlsReason(opening, progress, engineWords);
  if (!resolvesNames(opening)) return reason;
  return { reason: 'dns-over-tls', detail: `a name server that is asked over TLS: ${reason.detail}` };
}

function tlsReason(opening: Opening, progress: TlsProgress, engineWords: string | undefined): Reason {
  const { alert, finished, dataBytes } = progress;
  const rejected = alert === undefined ? undefined : rejection(alert, engineWords);
  if (rejected !== undefined) return rejected;
  const words = engineWords === undefined ? '' : ` (${engineWords})`;
  if (!finished)
    return {
      reason: 'tls-aborted',
      detail: `a TLS hello, and a handshake that was broken off without an alert${words}`,
    };
  if (dataBytes === 0)
    return { reason: 'tls-unused', detail: 'the TLS handshake was finished, and no request came' };
  if (isHttp2Greeting(opening, dataBytes)) {
    const detail = `the TLS handshake was finished, and no request came: ${dataBytes} bytes at most, which is as little as HTTP/2 begins with`;
    return { reason: 'tls-unused', detail };
  }
  return {
    reason: 'opaque-tunnel',
    detail: `the TLS handshake was finished, and what came then (${dataBytes} bytes or more) is no request`,
  };
}

function rejection(alert: NonNullable<TlsProgress['alert']>, engineWords = ''): Reason | undefined {
  const description = alert === 'encrypted' ? alertIn(engineWords) : alert.description;
  if (description !== undefined && isClosing(description)) return undefined;
  const name = description === undefined ? 'an encrypted alert' : `the alert ${alertName(description)}`;
  return { reason: 'tls-rejected', detail: `the client ended the TLS handshake by ${name}` };
}

/** Preface, settings and a window update, encrypted (RFC 9113, section 3.4). */
const LARGEST_GREETING = 256;

function isHttp2Greeting({ protocols = [] }: Opening, dataBytes: number): boolean {
  return protocols.includes('h2') && dataBytes <= LARGEST_GREETING;
}
