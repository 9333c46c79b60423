import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeSite, connectProxy, flowsIn, openSite, started } from './blindness.fake.ts';
import { realHello } from './engine/hello.fake.ts';

beforeAll(openSite, 60_000);
afterAll(closeSite);

describe('the end of the recording', () => {
  it('leaves no connection without a line, whatever it carried', async () => {
    const upstream = await connectProxy(() => 9);
    const own = await started('ended', upstream);
    const hello = await realHello({ servername: 'still-open.test' });
    const sent = [
      Buffer.alloc(0),
      Buffer.from('CONNECT a.test:443 HTTP/1.1\r\n\r\n'),
      hello,
      Buffer.from([0, 1, 2]),
    ];
    const clients = await Promise.all(
      sent.map(async (bytes) => {
        const socket = connectTcp(own.proxy.port, '127.0.0.1').on('error', () => undefined);
        await once(socket, 'connect');
        if (bytes.length > 0) socket.write(bytes);
        return socket;
      }),
    );
    await expect
      .poll(() => clients.every((client) => client.bytesWritten >= 0 && client.writableLength === 0))
      .toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await own.proxy.stop();
    const flows = await flowsIn(own.bundle);
    const connections = flows.filter((flow) => flow.kind === 'connection');
    expect(connections.map(({ bytesIn }) => bytesIn).sort((a, b) => a - b)).toEqual(
      sent.map(({ length }) => length).sort((a, b) => a - b),
    );
    const explained = flows.flatMap((flow) => (flow.kind === 'connection' ? [] : [flow.connection]));
    expect(connections.filter(({ id }) => !explained.includes(id))).toEqual([]);
  });

  it('by a crash of the engine is a line of its own', async () => {
    const own = await started('crashed', await connectProxy(() => 9));
    process.kill(own.proxy.pid, 'SIGKILL');
    await own.proxy.lost;
    await own.proxy.stop();
    expect(await flowsIn(own.bundle)).toMatchObject([{ kind: 'unreadable', reason: 'engine-fault' }]);
  });
});
