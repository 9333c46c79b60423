import { describe, expect, it } from 'vitest';
import type { Shell } from '../shell-parts.ts';
import { shellFrame } from './shell-frames.ts';
import { parseShellRequest, serveShell } from './shell-service.ts';
import { AdbStream } from './stream.ts';

const STDIN = 0;
const CLOSE_STDIN = shellFrame(4, Buffer.alloc(0));
const FRAMES = 100;
const FRAME = Buffer.alloc(20_000, 'x');

function streamOfPeer(): AdbStream {
  const wire = { write: () => undefined, ready: () => undefined, close: () => undefined };
  const window = { toPeer: 1 << 25, fromPeer: 1 << 25 };
  return new AdbStream(wire, { largestPayload: 1 << 20, window });
}

describe('the input of a shell', () => {
  it('waits for a slow reader by one listener, however many frames one packet holds', async () => {
    const waiting: number[] = [];
    const read = new Promise<number>((resolve) => {
      const shell: Pick<Shell, 'run' | 'openTerminal'> = {
        async run(_line, { stdin }) {
          // Later than the whole packet, so that each of its frames finds the pipe full.
          await new Promise((turn) => setImmediate(turn));
          waiting.push(stdin.listenerCount('drain'));
          let bytes = 0;
          for await (const chunk of stdin) bytes += chunk.length;
          resolve(bytes);
          return 0;
        },
        openTerminal: () => {
          throw new Error('nobody asked for a terminal');
        },
      };
      const stream = streamOfPeer();
      serveShell(shell, parseShellRequest('v2', 'cat', 2000), stream);
      const frames = Array.from({ length: FRAMES }, () => shellFrame(STDIN, FRAME));
      stream.receive(Buffer.concat([...frames, CLOSE_STDIN]));
    });
    expect(await read).toBe(FRAMES * FRAME.length);
    expect(waiting).toEqual([1]);
  });
});
