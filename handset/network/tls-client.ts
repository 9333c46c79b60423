import { X509Certificate } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { javaError } from './java-error.ts';
import { CERTIFICATE_UNKNOWN, encryptedAlert, handshakeSecretOf, plainAlert } from './tls-alert.ts';
import { type Passage, TlsGate } from './tls-gate.ts';
import type { Judgement } from './trust.ts';

export interface TlsWanted {
  readonly host: string;
  readonly protocols: readonly string[];
  judge(sent: readonly X509Certificate[]): Promise<Judgement>;
}

/**
 * TLS as an app speaks it. A refused certificate ends the handshake by the alert that BoringSSL sends; a refusal that
 * the app's client makes afterwards ends the connection without a request. Rejects with what Java throws.
 */
export async function secure(wire: Duplex, wanted: TlsWanted): Promise<TLSSocket> {
  let judgement: Judgement | undefined;
  const gate = new TlsGate(wire, async (): Promise<Passage> => {
    const sent = sentCertificates(socket);
    if (sent.length === 0) return 'pass';
    judgement = await wanted.judge(sent);
    return judgement.kind === 'accepted' ? 'pass everything' : { insteadOfIt: alertFor(socket, secret()) };
  });
  const socket = connectTls({
    socket: gate,
    ...(/^[\d.]+$|:/.test(wanted.host) ? {} : { servername: wanted.host }),
    ALPNProtocols: [...wanted.protocols],
    ca: [], // Who is trusted is decided by the gate.
    rejectUnauthorized: false,
  });
  const secret = handshakeSecretOf(socket);
  try {
    await handshake(socket, gate);
  } catch (error) {
    socket.destroy();
    if (judgement?.kind === 'refused') throw handshakeError(judgement.why, judgement.code, error);
    throw protocolError(error);
  }
  if (judgement?.kind === 'refused') throw handshakeError(judgement.why, judgement.code);
  if (judgement?.refusal !== undefined) await closeUnused(socket, judgement.refusal);
  return socket;
}

/** Done when both sides have finished, and the gate let the client's last words out. */
async function handshake(socket: TLSSocket, gate: TlsGate): Promise<void> {
  let fail: (error?: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = (error) =>
      reject(error ?? Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' }));
  });
  const secured = new Promise((resolve) => socket.once('secureConnect', resolve));
  socket.on('error', fail); // Whoever uses the connection later sees it closed.
  gate.once('error', fail);
  gate.once('close', fail);
  await Promise.race([failed, Promise.all([secured, gate.opened])]);
}

async function closeUnused(
  socket: TLSSocket,
  { why, code, closesAfterMs }: { why: string; code: string; closesAfterMs: number },
): Promise<never> {
  if (closesAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, closesAfterMs));
  socket.end();
  socket.resume();
  throw javaError('javax.net.ssl.SSLPeerUnverifiedException', why, code);
}

function alertFor(socket: TLSSocket, secret: Buffer | undefined): Buffer {
  const encrypted =
    socket.getProtocol() === 'TLSv1.3' && secret !== undefined
      ? encryptedAlert(secret, socket.getCipher()?.standardName ?? '', CERTIFICATE_UNKNOWN)
      : undefined;
  return encrypted ?? plainAlert(CERTIFICATE_UNKNOWN);
}

/** In the order in which they sign one another; empty before the host has sent any. */
function sentCertificates(socket: TLSSocket): readonly X509Certificate[] {
  const sent: X509Certificate[] = [];
  const peer: Partial<DetailedPeerCertificate> | null = socket.getPeerCertificate(true);
  for (let one: Partial<DetailedPeerCertificate> | null = peer; one?.raw !== undefined; ) {
    const certificate = new X509Certificate(one.raw);
    if (sent.some((known) => known.raw.equals(certificate.raw))) break;
    sent.push(certificate);
    one = one.issuerCertificate ?? null;
  }
  return sent;
}

function handshakeError(why: string, code: string, cause?: unknown): Error {
  return javaError('javax.net.ssl.SSLHandshakeException', why, code, cause);
}

function protocolError(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'EPROTO';
  if (code === 'ECONNRESET') return handshakeError('Connection closed by peer', code, error);
  const text = error instanceof Error ? error.message : String(error);
  return javaError('javax.net.ssl.SSLProtocolException', `SSL handshake terminated: ${text}`, code, error);
}
