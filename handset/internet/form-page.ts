import type { HostHandler } from './host.ts';
import { json, receive } from './receive.ts';

const PAGE = `<!doctype html><html><head><meta charset="utf-8"><title>Upload</title></head><body><h1>Upload</h1>
<form action="/sent" method="post" enctype="multipart/form-data"><p>A photo of yours</p>
<input type="file" name="photo" accept="image/*"><input type="submit" value="Send"></form></body></html>`;

/** A page with a form for one photo, and what takes it. */
export const formPage: HostHandler = async (exchange, note) => {
  const received = await receive(exchange);
  if (exchange.method !== 'POST') return exchange.answer(200, { 'content-type': 'text/html' }, PAGE);
  note(received);
  json(exchange, 200, { received: received.bytes, sha256: received.sha256 });
};
