import type { Duplex } from 'node:stream';
import type { NetworkIdentity } from '../network-parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import { refuseCleartext } from './cleartext.ts';
import { isLoopback } from './dialer.ts';
import { type HttpProxy, isExcluded } from './proxy-choice.ts';
import { openTunnel } from './proxy-tunnel.ts';
import { secure } from './tls-client.ts';
import { judge, type Trusting } from './trust.ts';

export interface RouteParts extends Trusting {
  readonly android: AndroidVersion;
  proxy(): HttpProxy | undefined;
}

/** A connection on which an HTTP client may speak to the host of a URL. */
export interface Route {
  readonly stream: Duplex;
  readonly protocol: 'h2' | 'http/1.1';
  /** The proxy itself is spoken to: the request line has the whole URL. */
  readonly wholeUrl: boolean;
}

export interface RouteWanted {
  readonly url: URL;
  readonly protocols: readonly string[];
  /** Through a tunnel even without TLS, as WebSockets go. */
  readonly tunnels: boolean;
  dial(host: string, port: number): Promise<Duplex>;
}

/** The proxy that the app's client takes for a host. An app that brings its own client never asks for one. */
export function proxyFor(app: NetworkIdentity, parts: RouteParts, host: string): HttpProxy | undefined {
  const proxy = app.ignoresProxy === true ? undefined : parts.proxy();
  if (proxy === undefined || isLoopback(host) || isExcluded(proxy, host)) return undefined;
  return proxy;
}

/** Connects, by the app's declaration and the phone's settings: proxy, cleartext, trust, pins. */
export async function openRoute(
  app: NetworkIdentity,
  parts: RouteParts,
  wanted: RouteWanted,
): Promise<Route> {
  const { url } = wanted;
  const host = url.hostname;
  const encrypted = url.protocol === 'https:' || url.protocol === 'wss:';
  if (!encrypted) refuseCleartext(parts.android, app, host);
  const port = Number(url.port || (encrypted ? 443 : 80));
  const proxy = proxyFor(app, parts, host);
  const socket = await wanted.dial(proxy?.host ?? host, proxy?.port ?? port);
  if (!encrypted && !(wanted.tunnels && proxy !== undefined))
    return { stream: socket, protocol: 'http/1.1', wholeUrl: proxy !== undefined };
  if (proxy !== undefined) await openTunnel(socket, host, port);
  if (!encrypted) return { stream: socket, protocol: 'http/1.1', wholeUrl: false };
  const tls = await secure(socket, {
    host,
    protocols: wanted.protocols,
    judge: (sent) => judge(app, { name: host, checksName: true }, sent, parts),
  });
  return { stream: tls, protocol: tls.alpnProtocol === 'h2' ? 'h2' : 'http/1.1', wholeUrl: false };
}
