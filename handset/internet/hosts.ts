import { behaveByPath } from './behaviours.ts';
import { formPage } from './form-page.ts';
import type { HostHandler, InternetHost, StreamService } from './host.ts';
import { json, receive } from './receive.ts';

/** Takes the images that users send to customer service. */
const customerService: HostHandler = async (exchange, note) => {
  const received = await receive(exchange);
  note(received);
  json(exchange, exchange.method === 'POST' ? 200 : 405, { code: 0, received: received.bytes });
};

/** The configuration that the app asks for at its start. */
const appGateway: HostHandler = async (exchange, note) => {
  note(await receive(exchange));
  json(exchange, 200, { code: 0, features: { assistant: true } });
};

const examplePage: HostHandler = (exchange) => {
  exchange.body.resume();
  const page = '<!doctype html><html><head><title>Example</title></head><body><h1>Example</h1></body></html>';
  exchange.answer(200, { 'content-type': 'text/html' }, page);
};

const echo: HostHandler = async (exchange) => {
  const answering = exchange.begin(200, { 'content-type': 'application/octet-stream' });
  for await (const chunk of exchange.body) answering.write(chunk);
  answering.end();
};

const echoStream: StreamService = (socket) => void socket.on('error', () => socket.destroy()).pipe(socket);
const echoDatagram = (bytes: Buffer): Buffer => bytes;
/** Takes the connection and says nothing, ever. */
const silent: StreamService = (socket) => void socket.resume().on('end', () => socket.end());
const resetting: StreamService = (socket) =>
  void socket.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));

/** Every host there is. To add one, add a line. */
export const HOSTS: readonly InternetHost[] = [
  { name: 'ims.jd.com', handle: customerService },
  { name: 'ms.jr.jd.com', handle: appGateway },
  { name: 'example.com', handle: examplePage },
  {
    name: 'echo.telltale.test',
    handle: echo,
    tcp: { 7: echoStream },
    overTls: { 7443: echoStream },
    udp: { 7: echoDatagram },
  },
  { name: 'behave.telltale.test', handle: behaveByPath },
  { name: 'forms.telltale.test', handle: formPage },
  { name: 'http1.telltale.test', handle: behaveByPath, tls: 'http/1.1 only' },
  { name: 'tls12.telltale.test', handle: behaveByPath, tls: 'TLS 1.2 only' },
  { name: 'expired.telltale.test', handle: behaveByPath, tls: 'expired' },
  { name: 'other-name.telltale.test', handle: behaveByPath, tls: 'another name' },
  { name: 'self-signed.telltale.test', handle: behaveByPath, tls: 'self-signed' },
  { name: 'no-intermediate.telltale.test', handle: behaveByPath, tls: 'no intermediate' },
  { name: 'silent.telltale.test', tcp: { 80: silent, 443: silent } },
  { name: 'resetting.telltale.test', tcp: { 80: resetting, 443: resetting } },
];
