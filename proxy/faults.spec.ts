import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Ends, secured } from './contract/client.fake.ts';
import { enginesOn } from './contract/engines.fake.ts';
import { childrenOf, faultyRun } from './contract/faulty-run.fake.ts';

const ENGINES = await enginesOn(process.env.PATH);

/** Returns when the first bytes of the upload have arrived, and the rest is still to come. */
async function beginUpload(ends: Ends): Promise<void> {
  const reached = ends.origin.reached('/half');
  const socket = await secured(ends, ends.origin.https);
  socket.write('POST /half HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n');
  socket.write(randomBytes(1_000_000));
  await reached;
}

describe.each(ENGINES)('$kind that is killed in the middle of an upload', (engine) => {
  it('is missed, leaves no process, and what was recorded before is there', async () => {
    const run = await faultyRun(engine);
    const children = childrenOf(run.proxy.pid);
    await beginUpload(run.ends);
    process.kill(run.proxy.pid, 'SIGKILL');
    expect(await run.proxy.lost).toMatchObject({ code: 'PROXY_NOT_READY' });
    const left = (): readonly number[] => children.filter((pid) => existsSync(`/proc/${pid}`));
    await expect.poll(left, { timeout: 10_000 }).toEqual([]);
    expect(await run.finish()).toContainEqual(expect.objectContaining({ reason: 'engine-fault' }));
  });
});

describe.each(ENGINES.filter(({ kind }) => kind === 'mitmdump'))(
  'the process of $kind alone, killed',
  (engine) => {
    it('is missed, and its upload counts as cut off', async () => {
      const run = await faultyRun(engine);
      await beginUpload(run.ends);
      for (const pid of childrenOf(run.proxy.pid)) process.kill(pid, 'SIGKILL');
      expect(await run.proxy.lost).toMatchObject({ code: 'PROXY_NOT_READY' });
      expect(await run.finish()).toContainEqual(
        expect.objectContaining({ method: 'POST', request: expect.objectContaining({ complete: false }) }),
      );
    });
  },
);
