import { describe, expect, it } from 'vitest';
import type { TunnelFlow, WebSocketMessageFlow } from '../model/flow.ts';
import { parseFlowId } from '../model/ids.ts';
import { bundleOf, type Change, gapsOn, upload, verdictOn } from './bundle-fixture.fake.ts';
import { hashOf, PAGE_BYTES } from './clean-run.fake.ts';

const PLACE = { connection: parseFlowId('connection-1'), startedMs: 250, endedMs: 260, host: 'up.jd.com' };
const NOTHING = { sha256: hashOf(new Uint8Array(0)), bytes: 0, complete: true };
const PACKED = Uint8Array.from({ length: 99 }, () => 0xaa);

function message(bytes: Uint8Array, differs: Partial<WebSocketMessageFlow> = {}): Change {
  return (bundle) => {
    // The object comes with a request to the harness itself, which is nobody's.
    const holding = upload(bytes, { host: 'pages.telltale.test' })(bundle);
    const flow: WebSocketMessageFlow = {
      kind: 'websocket-message',
      id: parseFlowId('websocket-1-message-1'),
      webSocket: parseFlowId('websocket-1'),
      ...PLACE,
      direction: 'sent',
      opcode: 2,
      compressed: false,
      body: { sha256: hashOf(bytes), bytes: bytes.length, complete: true },
      ...differs,
    };
    return { ...holding, flows: [...bundle.flows, flow] };
  };
}

function tunnel(bytes: Uint8Array, differs: Partial<TunnelFlow> = {}): Change {
  return (bundle) => {
    const holding = upload(bytes, { host: 'pages.telltale.test' })(bundle);
    const flow: TunnelFlow = {
      kind: 'tunnel',
      id: parseFlowId('tunnel-1'),
      ...PLACE,
      port: 5222,
      transport: 'tcp',
      sent: { sha256: hashOf(bytes), bytes: bytes.length, complete: true },
      received: NOTHING,
      ...differs,
    };
    return { ...holding, flows: [...bundle.flows, flow] };
  };
}

describe('what the phone sent without a request', () => {
  it.each([
    ['in a message of a WebSocket', 'websocket-message', message(PAGE_BYTES)],
    ['in a tunnel', 'tunnel-bytes', tunnel(PAGE_BYTES)],
  ])('is a violation when it is a stimulus: %s', (_, part, change) => {
    const verdict = verdictOn(bundleOf(change), 'local-only');
    expect(verdict).toMatchObject({ kind: 'violated', findings: [{ place: { kind: 'flow', part } }] });
  });

  it.each([
    ['in a message of a WebSocket', message(PACKED)],
    ['in a tunnel', tunnel(PACKED)],
  ])('is a gap when nobody can see through it: %s', (_, change) => {
    expect(gapsOn(bundleOf(change), 'local-only')).toEqual(['opaque-body']);
  });

  it.each([
    ['in a message of a WebSocket', message(Buffer.from('hi'), { body: cutOff('hi') })],
    ['in a tunnel', tunnel(Buffer.from('hi'), { sent: cutOff('hi') })],
  ])('is a gap when it was cut off: %s', (_, change) => {
    expect(gapsOn(bundleOf(change), 'local-only')).toEqual(['flow-incomplete']);
  });

  it('is not what the phone was sent', () => {
    const received = { sha256: hashOf(PAGE_BYTES), bytes: PAGE_BYTES.length, complete: true };
    const changes = [
      message(PAGE_BYTES, { direction: 'received' }),
      tunnel(PAGE_BYTES, { sent: NOTHING, received }),
    ];
    for (const change of changes) expect(verdictOn(bundleOf(change), 'local-only').kind).toBe('upheld');
  });
});

function cutOff(text: string): TunnelFlow['sent'] {
  return { sha256: hashOf(Buffer.from(text)), bytes: text.length, complete: false };
}
