import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { type ClaimedPort, claimPort, listens } from './claimed-port.ts';

const PORTS = [28_901, 28_902];

it('gives each of several runs that begin at once a port of its own', async () => {
  const claims = await Promise.all([claimPort(PORTS), claimPort(PORTS), claimPort(PORTS)]);
  try {
    const ports = claims.map(({ port }) => port);
    expect(new Set(ports).size).toBe(3);
    expect(ports).toEqual(expect.arrayContaining(PORTS));
  } finally {
    for (const claim of claims) claim.release();
  }
});

it('gives a port again that was released', async () => {
  const first: ClaimedPort = await claimPort([28_903]);
  first.release();
  const second = await claimPort([28_903]);
  second.release();
  expect(second.port).toBe(28_903);
});

it('leaves a port alone on which somebody listens', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(28_904, '127.0.0.1', resolve));
  try {
    expect(await listens(28_904)).toBe(true);
    const claim = await claimPort([28_904, 28_905]);
    claim.release();
    expect(claim.port).toBe(28_905);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
