import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSocketLedger } from './socket-ledger.ts';
import { createSocketLineReader, readSocketLine, type SocketLine, type SocketRow } from './socket-line.ts';
import { socketScript } from './socket-script.ts';
import { packagesByUid } from './uid-packages.ts';

const ROW = 'tcp6,0000000000000000FFFF00000100007F:8000,0000000000000000FFFF00000100007F:1F90,01,10077';

const ANDROID_SHELL = 'mksh';

describe('the script', () => {
  it('tells in mksh of a connection to the port and of its end, and ends with its input', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const lines: SocketLine[] = [];
    const uid = process.getuid?.() ?? 0;
    const shell = spawn(ANDROID_SHELL, ['-c', socketScript({ mark: 'M', proxyPort: port, uid: 99_999 })]);
    let heard: () => void = () => undefined;
    const reader = createSocketLineReader('M', (line) => {
      lines.push(line);
      heard();
    });
    shell.stdout.on('data', (chunk: Buffer) => reader.push(chunk));
    const rowsOf = (line: SocketLine | undefined): readonly SocketRow[] =>
      line?.kind === 'looked' ? line.rows.filter(({ state }) => state === '01') : [];
    const until = async (fits: () => boolean): Promise<void> => {
      while (!fits())
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
    };
    await until(() => lines.length > 0);
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    await until(() => rowsOf(lines.at(-1)).length > 0);
    expect(rowsOf(lines.at(-1))).toMatchObject([
      { protocol: 'tcp', uid, remotePort: port, localPort: socket.localPort, remoteAddress: '127.0.0.1' },
    ]);
    socket.destroy();
    await until(() => rowsOf(lines.at(-1)).length === 0);
    shell.stdin.end();
    await once(shell, 'exit');
    server.close();
  });
});

describe('a line', () => {
  it('is read with its times and rows', () => {
    expect(readSocketLine(`M 1.000000 1.020000 | ${ROW} M.`, 'M')).toEqual({
      kind: 'looked',
      atMs: [1_000, 1_020],
      rows: [
        {
          protocol: 'tcp',
          localAddress: '127.0.0.1',
          localPort: 32_768,
          remoteAddress: '127.0.0.1',
          remotePort: 8_080,
          state: '01',
          uid: 10_077,
        },
      ],
    });
    expect(readSocketLine('M blind M.', 'M')).toEqual({ kind: 'blind' });
  });

  it.each(['', 'M', 'M M.', 'M  | M.', 'M 1.0 | M', 'N 1.0 | M.', 'M x | M.', `M 1.0 ${ROW} M.`])(
    'that is none is left out: %j',
    (line) => {
      expect(readSocketLine(line, 'M')).toBeUndefined();
    },
  );

  it('is put together of pieces of any size, and nothing that is printed in between breaks it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.string(), (size, noise) => {
        const text = Buffer.from(`${noise.replaceAll('M', '')}\nM 1.0 |  M.\r\nM 2.0 | ${ROW} M.\n`);
        const lines: SocketLine[] = [];
        const reader = createSocketLineReader('M', (line) => lines.push(line));
        for (let at = 0; at < text.length; at += size) reader.push(text.subarray(at, at + size));
        expect(lines.length).toBeGreaterThanOrEqual(1);
        expect(lines.at(-1)).toMatchObject({ atMs: [2_000], rows: [{ uid: 10_077 }] });
      }),
    );
  });
});

describe('what the looks come to', () => {
  const row = (state: string, uid = 10_077): SocketRow => ({
    protocol: 'tcp',
    localAddress: '127.0.0.1',
    localPort: 40_000,
    remoteAddress: '127.0.0.1',
    remotePort: 8_080,
    state,
    uid,
  });
  /** Looks at phone times, whose lines arrive 5 ms after the last of them by a clock that is 1,000,000 ahead. */
  const ledgerOf = (
    ...lines: readonly (readonly [times: readonly number[], rows: readonly SocketRow[]])[]
  ) => {
    const ledger = createSocketLedger(8_080);
    for (const [atMs, rows] of lines)
      ledger.looked({ kind: 'looked', atMs, rows }, 1_000_005 + (atMs.at(-1) ?? 0));
    return ledger;
  };

  it('is when a socket came and went, on the host’s clock', () => {
    const ledger = ledgerOf([[0], []], [[20, 40], [row('01')]], [[60, 80, 100], [row('01')]], [[120], []]);
    expect(ledger.take()).toMatchObject([
      {
        kind: 'socket',
        uid: 10_077,
        openedAfterMs: 1_000_025,
        openedByMs: 1_000_045,
        openUntilMs: 1_000_105,
        goneByMs: 1_000_125,
      },
      { kind: 'socket-watch', fromMs: 1_000_005, hostMs: 1_000_125, proxyPort: 8_080, pauses: [] },
    ]);
    expect(ledger.take()).toMatchObject([{ kind: 'socket-watch', fromMs: 1_000_125 }]);
  });

  it('is when its owner closed it, also where the kernel forgets the owner then', () => {
    const ledger = ledgerOf([[0], []], [[20], [row('01')]], [[40], [row('05', 0)]], [[60], [row('06', 0)]]);
    expect(ledger.take()).toMatchObject([
      { uid: 10_077, openUntilMs: 1_000_025, goneByMs: 1_000_045 },
      { kind: 'socket-watch' },
    ]);
  });

  it('is how long the other side had not ended it: afterwards it may be kept', () => {
    const ledger = ledgerOf(
      [[0], []],
      [[20], [row('01')]],
      [[40], [row('08')]],
      [[60, 80], [row('08')]],
      [[99], []],
    );
    expect(ledger.take()[0]).toMatchObject({ openUntilMs: 1_000_025, goneByMs: 1_000_104 });
  });

  it('names what was there at the first look and at the last one', () => {
    const ledger = ledgerOf([[0], [row('01')]], [[20, 40], [row('01')]]);
    expect(ledger.take()).toMatchObject([{ kind: 'socket-watch' }]);
    const [left] = ledger.end();
    expect(left).toMatchObject({
      openedAfterMs: expect.any(Number),
      openedByMs: 1_000_005,
      openUntilMs: 1_000_045,
    });
    expect(left).not.toHaveProperty('goneByMs');
  });

  it('names each stretch in which nobody looked', () => {
    const ledger = ledgerOf([[0, 20], []], [[400, 420], []], [[600], []]);
    expect(ledger.take()).toMatchObject([
      {
        pauses: [
          { fromMs: 1_000_025, toMs: 1_000_405 },
          { fromMs: 1_000_425, toMs: 1_000_605 },
        ],
      },
    ]);
  });

  it('is nothing where nobody looked', () => {
    expect(createSocketLedger(1).take()).toEqual([]);
    expect(createSocketLedger(1).end()).toEqual([]);
  });
});

it('the packages of each UID are read, for one user and for several', () => {
  const listed =
    'package:com.a uid:10001\npackage:com.b uid:10002,1010002\npackage:com.c uid:10001\nnonsense\n';
  expect([...packagesByUid(listed)]).toEqual([
    [10_001, ['com.a', 'com.c']],
    [10_002, ['com.b']],
    [1_010_002, ['com.b']],
  ]);
});
