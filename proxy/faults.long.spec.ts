import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Flow } from '../helpers/model/flow.ts';
import { connected, heard, over, secured } from './contract/client.fake.ts';
import { enginesOn } from './contract/engines.fake.ts';
import { faultyRun, inLines } from './contract/faulty-run.fake.ts';
import { startContractOrigin } from './contract/origin.fake.ts';

/** Sixty-four members of 16 MiB of zeros each, which make one gigabyte of a megabyte (RFC 1952, section 2.2). */
const GIGABYTE_OF_ZEROS = Buffer.concat(Array.from({ length: 64 }, () => gzipSync(Buffer.alloc(1 << 24))));
/** Above idle, of each process alone, whatever number of connections came and went. */
const MOST_MEGABYTES_OF_EACH = 120;
/** Above idle. With mitmdump there are two processes, each of which collects its garbage when it sees fit. */
const MOST_MEGABYTES = { mockttp: 120, mitmdump: 250 } as const;
const JUNK = 10_000;
const JUNK_AT_ONCE = 100;

describe.each(await enginesOn(process.env.PATH))('$kind goes on', (engine) => {
  it('when a body of a megabyte unpacks to a gigabyte, in either direction', async () => {
    const run = await faultyRun(engine);
    const bytes = GIGABYTE_OF_ZEROS.length;
    const socket = await secured(run.ends, run.ends.origin.https);
    const head = [
      'POST /back HTTP/1.1',
      'Host: localhost',
      'Content-Encoding: gzip',
      `Content-Length: ${bytes}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.write(GIGABYTE_OF_ZEROS);
    for (let received = 0; received < bytes; ) received += (await once(socket, 'data'))[0].length;
    await over(socket);
    await run.stillWorks();
    expect(run.extraMegabytes()).toBeLessThan(MOST_MEGABYTES[engine.kind]);
    expect(await run.finish()).toContainEqual(
      expect.objectContaining({
        request: expect.objectContaining({ bytes, complete: true }),
        response: expect.objectContaining({ bytes, complete: true }),
      }),
    );
  });

  it.each([
    ['one header of 6 MB', () => [`X-Long: ${'x'.repeat(6e6)}`]],
    ['forty thousand headers', () => Array.from({ length: 40_000 }, (_, index) => `X-${index}: ${index}`)],
  ])('when a request has %s', async (_, headers) => {
    const run = await faultyRun(engine);
    const socket = await secured(run.ends, run.ends.origin.https);
    const port = socket.localPort;
    socket.write(`GET /bomb HTTP/1.1\r\nHost: localhost\r\n${headers().join('\r\n')}\r\n\r\n`);
    await heard(socket, /HTTP\/1\.1 \d+/);
    await over(socket);
    await run.stillWorks();
    expect(run.extraMegabytes()).toBeLessThan(MOST_MEGABYTES[engine.kind]);
    const flows = await run.finish();
    const line = flows.find((flow) => flow.kind === 'connection' && flow.clientPort === port);
    expect(unexplained(flows, [line])).toEqual([]);
  });

  it('when two hundred clients never end their first line', async () => {
    const run = await faultyRun(engine);
    const slow = await Promise.all(Array.from({ length: 200 }, () => connected(run.ends)));
    for (const byte of 'GET / HTTP')
      await Promise.all(slow.map((socket) => new Promise((resolve) => socket.write(byte, resolve))));
    await run.stillWorks();
    expect(run.extraMegabytes()).toBeLessThan(MOST_MEGABYTES[engine.kind]);
    const flows = await run.finish();
    const lines = flows.filter((flow) => flow.kind === 'connection' && flow.bytesIn === 10);
    expect(lines).toHaveLength(slow.length);
    expect(unexplained(flows, lines)).toEqual([]);
  });

  it('when ten thousand connections bring junk', async () => {
    const run = await faultyRun(engine);
    const junk = async (): Promise<void> => {
      const socket = await connected(run.ends);
      await new Promise((resolve) => socket.write(randomBytes(1 + ((socket.localPort ?? 0) % 500)), resolve));
      await over(socket);
    };
    for (let left = JUNK; left > 0; left -= JUNK_AT_ONCE)
      await Promise.all(Array.from({ length: JUNK_AT_ONCE }, junk));
    await run.stillWorks();
    for (const extra of run.extraOfEach()) expect(extra).toBeLessThan(MOST_MEGABYTES_OF_EACH);
    const flows = await run.finish();
    const lines = flows.filter(({ kind }) => kind === 'connection');
    // The junk, and the two requests of before and after it.
    expect(lines).toHaveLength(JUNK + 2);
    expect(unexplained(flows, lines)).toEqual([]);
  });
});

describe.each(await enginesOn(process.env.PATH))('$kind on a disk that is full', (engine) => {
  it('says so, and keeps what was recorded before', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'faults-spec-'));
    const origin = await startContractOrigin(home);
    // A small disk of its own, which nobody else sees and which goes away with the program.
    const script =
      'mount -t tmpfs -o size=8m tmpfs "$1" && mkdir "$1/objects" && exec "$0" --import tsx "$2"';
    const program = path.join(import.meta.dirname, 'contract', 'small-disk.fake.ts');
    const inMountNamespace = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];
    const directory = await mkdtemp(path.join(tmpdir(), 'faults-disk-'));
    const argv = [...inMountNamespace, 'sh', '-c', script, process.execPath, directory, program];
    const child = spawn('unshare', argv, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(JSON.stringify({ directory, engine, authorityFile: origin.certificateFile }));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const said = async () => JSON.parse((await lines.next()).value ?? '{}');
    const { port, authority } = await said();
    const ends = { proxyPort: port, authority, origin };
    const before = await secured(ends, origin.https);
    before.write('GET /before HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await heard(before, /\/before/);
    await over(before);
    const upload = await secured(ends, origin.https);
    upload.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000000\r\n\r\n');
    upload.write(randomBytes(20_000_000));
    expect(await said()).toEqual({ code: 'DISK_FULL' });
    upload.destroy();
    const { flows } = await said();
    expect(inLines(flows)).toContainEqual(
      expect.objectContaining({ url: expect.stringMatching(/\/before$/) }),
    );
    await once(child, 'close');
    origin.close();
    for (const one of [home, directory]) await rm(one, { recursive: true, force: true });
  });
});

/** Those connections of which nothing else is said. */
function unexplained(
  flows: readonly Flow[],
  lines: readonly (Flow | undefined)[],
): readonly (Flow | undefined)[] {
  const explained = new Set(
    flows.flatMap((flow) => ('connection' in flow && flow.connection !== undefined ? [flow.connection] : [])),
  );
  return lines.filter((line) => line === undefined || !explained.has(line.id));
}
