import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { duplexPair } from '../duplex-pair.ts';
import { createInternetAuthority, type InternetAuthority } from '../internet/certificates.ts';
import type { TlsFace } from '../internet/host.ts';
import { secure } from './tls-client.ts';
import type { Judgement } from './trust.ts';

let authority: InternetAuthority;
beforeAll(async () => {
  authority = await createInternetAuthority();
});

/** What a server of that face sees of a client that judges so. */
async function meet(face: TlsFace, judgement: Judgement) {
  const [wire, far] = duplexPair();
  const server = new TLSSocket(far as never, {
    isServer: true,
    secureContext: authority.contextFor('one.test', face),
  });
  const seen: string[] = [];
  server.on('secure', () => seen.push('handshake'));
  server.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
  server.on('error', (error) => seen.push('code' in error ? String(error.code) : error.message));
  server.on('end', () => seen.push('end'));
  let sent: readonly X509Certificate[] = [];
  const client = await secure(wire, {
    host: 'one.test',
    protocols: ['http/1.1'],
    judge: async (certificates) => {
      sent = certificates;
      return judgement;
    },
  }).catch((error: Error) => error);
  return { client, server, seen, sent };
}

const ACCEPTED: Judgement = { kind: 'accepted', chain: [] };
const REFUSED: Judgement = { kind: 'refused', why: 'not trusted', code: 'CERT_UNTRUSTED' };
const FACES: readonly TlsFace[] = ['ordinary', 'TLS 1.2 only'];

describe('TLS of an app', () => {
  it.each(FACES)('carries bytes once the certificates are accepted (%s)', async (face) => {
    const { client, seen, sent } = await meet(face, ACCEPTED);
    if (client instanceof Error) throw client;
    client.write('hello');
    await expect.poll(() => seen).toEqual(['handshake', 'hello']);
    expect(sent.map((one) => one.subject)).toEqual(['CN=one.test', "CN=Telltale handset's internet issuer"]);
  });

  it.each(FACES)('refuses by the alert certificate_unknown, before the handshake ends (%s)', async (face) => {
    const { client, seen } = await meet(face, REFUSED);
    expect(client).toMatchObject({
      code: 'CERT_UNTRUSTED',
      message: 'javax.net.ssl.SSLHandshakeException: not trusted',
    });
    await expect.poll(() => seen[0]).toMatch(/ALERT_CERTIFICATE_UNKNOWN$/);
  });

  it.each(FACES)('closes unused when the client refuses after the handshake (%s)', async (face) => {
    const refusal = { why: 'pins', code: 'ERR_TLS_PIN', closesAfterMs: 5 };
    const { client, seen } = await meet(face, { ...ACCEPTED, refusal });
    expect(client).toMatchObject({ code: 'ERR_TLS_PIN' });
    await expect.poll(() => seen).toEqual(['handshake', 'end']);
  });

  it.each(FACES)('hands over what came before the end, however late it is read (%s)', async (face) => {
    const { client, server } = await meet(face, ACCEPTED);
    if (client instanceof Error) throw client;
    client.pause();
    server.end(Buffer.alloc(900_000), () => server.destroy());
    await once(server, 'close');
    const received = await buffer(client);
    expect(received.length).toBe(900_000);
  });

  it('fails when the other end closes or talks something else', async () => {
    for (const last of [undefined, 'HTTP/1.1 400 Bad Request\r\n\r\n']) {
      const [wire, far] = duplexPair();
      far.resume();
      far.end(last);
      const wanted = { host: 'one.test', protocols: [], judge: async () => ACCEPTED };
      await expect(secure(wire, wanted)).rejects.toMatchObject({
        message: expect.stringMatching(/^javax\.net\.ssl\.SSL/),
      });
    }
  });
});
