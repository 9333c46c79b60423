import type { Duplex, Readable } from 'node:stream';
import type { HttpRequest, HttpResponse } from './app-parts.ts';
import type { Echo } from './network/echo.ts';
import type { PacketFilter } from './network/packet-filter.ts';

/** What an app says of its network use: its network_security_config, and what the HTTP client that it brings does. */
export interface NetworkDeclaration {
  /** Overrides the rule that user certificates are trusted up to target SDK 23 only. */
  readonly trustsUserCertificates?: boolean;
  /** Its client never asks for the phone's proxy, as those that bring sockets of their own. */
  readonly ignoresProxy?: boolean;
  /** Overrides the rule that cleartext is permitted up to target SDK 27 only. */
  readonly permitsCleartext?: boolean;
  readonly pins?: readonly Pins[];
  /** PEM certificates of authorities that it brings along: it then trusts these and no others. */
  readonly bundledAuthorities?: readonly string[];
}

/** Keys that a host's certificate chain must have one of. */
export interface Pins {
  /** A host, or `*.` and a domain for every host one level below it (OkHttp, CertificatePinner). */
  readonly host: string;
  /** Base64 of the SHA-256 of a SubjectPublicKeyInfo. */
  readonly sha256: readonly string[];
  /**
   * `system`: a pin-set of network_security_config, which fails the handshake by an alert. `client`: OkHttp's, which
   * lets the handshake end and then closes the connection without a request.
   */
  readonly checkedBy: 'system' | 'client';
  /** How long a client waits before it closes. */
  readonly closesAfterMs?: number;
}

/** What an app's own HTTP and sockets can do, each under its uid and by the rules of its declaration. */
export interface AppNetwork {
  /** One exchange; it follows no redirects. Resolves when the head of the answer is there. */
  fetch(request: FetchRequest): Promise<FetchResponse>;
  /** `ws:` or `wss:`; through a CONNECT tunnel where a proxy is set. */
  webSocket(url: string, headers?: Readonly<Record<string, string>>): Promise<AppWebSocket>;
  /** A plain socket, as `java.net.Socket`: never through the proxy. */
  tcp(host: string, port: number): Promise<Duplex>;
  /** As `SSLSocketFactory`: never through the proxy, and it does **not** compare the host's name unless told to. */
  tls(host: string, port: number, options?: RawTlsOptions): Promise<Duplex>;
  udp(): UdpSocket;
  /** IPv4 addresses of a name. Rejects with `UnknownHostException`. */
  lookup(host: string): Promise<readonly string[]>;
  /** Listens on the phone's loopback; returns what stops it. */
  listen(port: number, accept: (socket: Duplex) => void): () => void;
  /** Closes the connections that are kept for later requests. */
  closeIdle(): void;
}

interface RawTlsOptions {
  readonly checksHostName?: boolean;
  /** Protocols to offer by ALPN. */
  readonly protocols?: readonly string[];
}

export interface FetchRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream is sent as it comes, in chunks unless `content-length` is given, and cannot be sent again. */
  readonly body?: Uint8Array | Readable;
  /** `2` offers HTTP/2 beside HTTP/1.1 on https, as OkHttp and Cronet do; default `1.1`. */
  readonly http?: '1.1' | '2';
  /** Leaves the connection open for the next request, for five minutes at most (OkHttp, ConnectionPool). */
  readonly keepAlive?: boolean;
  /** Sends `Expect: 100-continue`, and the body once the host asks for it. */
  readonly expectContinue?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface FetchResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly httpVersion: '1.1' | '2';
  /** As on the wire: content codings are not undone. */
  readonly body: Readable;
  /** Empty until the body has ended. */
  trailers(): Readonly<Record<string, string>>;
}

export interface AppWebSocket {
  send(message: string | Uint8Array): void;
  onMessage(listener: (message: string | Buffer) => void): void;
  /** With the code and reason of the closing frame; 1006 when there was none (RFC 6455, 7.1.5). */
  onClose(listener: (code: number, reason: string) => void): void;
  close(code?: number, reason?: string): void;
}

export interface UdpSocket {
  /** Rejects for a name that is unknown or when there is no network; a datagram that nobody takes is lost in silence. */
  send(bytes: Uint8Array, host: string, port: number): Promise<void>;
  onMessage(
    listener: (bytes: Buffer, from: { readonly address: string; readonly port: number }) => void,
  ): void;
  close(): void;
}

/** Bytes and packets of one uid on one interface: a row of the kernel's statistics. */
export interface TrafficRow {
  readonly interface: InterfaceName;
  readonly uid: number;
  readonly set: 'DEFAULT' | 'FOREGROUND';
  /** 0, or what the socket was tagged with: such a row is part of the one with 0. */
  readonly tag: number;
  readonly tcp: Traffic;
  readonly udp: Traffic;
}

export interface Traffic {
  readonly sentBytes: number;
  readonly sentPackets: number;
  readonly receivedBytes: number;
  readonly receivedPackets: number;
}

export type InterfaceName = 'wlan0' | 'rmnet_data0';

/** The phone's interfaces. Losing the one in use cuts the connections that run over it. */
export interface Interfaces {
  /** The one that new connections take: Wi-Fi before mobile data. `undefined` without a network. */
  active(): InterfaceName | undefined;
  state(): InterfaceState;
  setWifi(enabled: boolean): void;
  setMobileData(enabled: boolean): void;
  setAirplaneMode(enabled: boolean): void;
  /** False: out of reach of every access point and cell, with all switches left as they are. */
  setReachable(reachable: boolean): void;
}

export interface InterfaceState {
  readonly wifi: boolean;
  readonly mobileData: boolean;
  readonly airplaneMode: boolean;
  readonly reachable: boolean;
}

export type TcpState =
  | 'ESTABLISHED'
  | 'SYN_SENT'
  | 'FIN_WAIT2'
  | 'TIME_WAIT'
  | 'CLOSE'
  | 'CLOSE_WAIT'
  | 'LISTEN';

/** The world outside of the phone: hosts by name, with real TLS. */
export interface Internet {
  /** `127.0.0.1:port` of an HTTP CONNECT proxy through which a program on the host reaches the same hosts. */
  readonly gateway: string;
  /** Host path of the PEM certificate that signs the hosts' certificates. */
  readonly authorityFile: string;
  readonly authorityPem: string;
  /** Addresses of a name; empty for a name that is not there. */
  resolve(name: string): readonly string[];
  /** A TCP connection to a host of this internet, by name or address; rejects with `ENOTFOUND` for any other name. */
  connect(host: string, port: number): Promise<Duplex>;
  /** What comes back for one datagram; `undefined` for nothing. */
  datagram(host: string, port: number, bytes: Buffer): Promise<Buffer | undefined>;
  /** Has a host answer every request by a behaviour of `internet/behaviours.ts`, until told `undefined`. */
  behave(host: string, behaviour: string | undefined): void;
  close(): Promise<void>;
}

/** Sockets and HTTP of the phone's apps, each under its own uid, counted as the kernel counts. */
export interface Network {
  /** Opens a socket of `uid`. Loopback addresses stay on the phone and are not counted. */
  connect(uid: number, host: string, port: number): Promise<Duplex>;
  /** An ICMP echo request of so many bytes, and what becomes of it. */
  echo(uid: number, bytes: number, ttl: number): Echo;
  /** One HTTP(S) request by the rules of the app: proxy setting, trust store, pins. Rejects as sockets and TLS do. */
  request(app: NetworkIdentity, request: HttpRequest): Promise<HttpResponse>;
  /** All that one process of an app can do; `close` ends its sockets. */
  client(app: NetworkIdentity): AppNetwork & { close(): void };
  /** Totals over the phone's interfaces since boot, IP and TCP headers included, loopback left out. */
  counters(): ReadonlyMap<number, { readonly sentBytes: number; readonly receivedBytes: number }>;
  /** The same by interface, set and tag. */
  traffic(): readonly TrafficRow[];
  readonly interfaces: Interfaces;
  readonly filter: PacketFilter;
  /** So many bytes a second pass each way over the interfaces, of all apps together; `undefined`: as fast as they come. */
  slow(bytesPerSecond: number | undefined): void;
  /** The kernel's counters begin anew, and the settings are read again. */
  rebooted(): void;
  /** The open sockets of apps, loopback included, the oldest first. */
  sockets(): readonly OpenSocket[];
  /** Tells of every socket that opens or closes, and of every byte that is counted. */
  onChange(listener: () => void): void;
}

/** One open socket of an app. */
export interface OpenSocket {
  readonly protocol: 'tcp' | 'udp';
  readonly state: TcpState;
  readonly uid: number;
  /** Dotted IPv4 addresses. */
  readonly local: { readonly address: string; readonly port: number };
  readonly remote: { readonly address: string; readonly port: number };
  readonly inode: number;
}

export interface NetworkIdentity extends NetworkDeclaration {
  readonly uid: number;
  readonly targetSdk: number;
  /** Whether `android.permission.INTERNET` is granted; absent: it is. */
  readonly mayUseInternet?: boolean;
}
