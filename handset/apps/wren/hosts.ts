import type { HostHandler, InternetHost } from '../../internet/host.ts';
import { json, receive } from '../../internet/receive.ts';

const messages: HostHandler = (exchange) => {
  exchange.body.resume();
  json(exchange, 200, ['Anna: Shall we meet at eight?', 'Ben: Send me the plan, please.']);
};

/** Takes what users send. */
const media: HostHandler = async (exchange, note) => {
  const received = await receive(exchange);
  note(received);
  json(exchange, exchange.method === 'POST' ? 200 : 405, { received: received.bytes });
};

const HOSTS: readonly InternetHost[] = [
  { name: 'chat.wren.example', handle: messages },
  { name: 'media.wren.example', handle: media },
];

export default HOSTS;
