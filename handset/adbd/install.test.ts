import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Install, installArgs, serveInstall } from './install.ts';
import { AdbStream } from './stream.ts';

describe('telling a streamed install from other services', () => {
  it.each([
    ["exec:cmd package 'install' '-r' -S 17968807", ['-r', '-S', '17968807']],
    ["exec:cmd package 'install' -S 12", ['-S', '12']],
    ["exec:pm 'install' '-g' '-S' '12'", ['-g', '-S', '12']],
    ["abb_exec:package\0install\0-r\0-i\0it's me\0-S\x0017968807", ['-r', '-i', "it's me", '-S', '17968807']],
    ['exec:cmd package install -t -S 5', ['-t', '-S', '5']],
    [`exec:cmd package 'install' '-i' 'it'\\''s me' -S 12`, ['-i', "it's me", '-S', '12']],
    ["exec:cmd package 'install' '-i' 'two words' -S 12", ['-i', 'two words', '-S', '12']],
  ])('takes %s', (service, args) => {
    expect(installArgs(service)).toEqual(args);
  });

  it.each([
    "exec:cmd package 'install' '/data/local/tmp/a.apk'",
    'exec:cmd package install-create -S 12',
    'abb_exec:package\0install-write\0-S\x0012',
    'abb_exec:package\0install\0/data/local/tmp/a.apk',
    "exec:cmd package 'uninstall' 'a.b'",
    'exec:cmd appops install -S 12',
    'shell:cmd package install -S 12',
    "exec:cmd package 'install' '/data/-Small.apk'",
  ])('leaves %s to the shell', (service) => {
    expect(installArgs(service)).toBeUndefined();
  });
});

/** The service's stream, over which a host sends chunks and then goes away. */
function hostStream(chunks: readonly Buffer[]): { readonly stream: AdbStream; said(): string } {
  const said: Buffer[] = [];
  const pending = [...chunks];
  const next = (): void => {
    const chunk = pending.shift();
    if (chunk === undefined) stream.peerClosed();
    else stream.receive(chunk);
  };
  const stream: AdbStream = new AdbStream(
    {
      write: (payload) => {
        said.push(payload);
        setImmediate(() => stream.acknowledge(undefined));
      },
      ready: () => setImmediate(next),
      close: () => undefined,
    },
    { largestPayload: 1024 * 1024, window: undefined },
  );
  if (chunks.length > 0) next(); // A host that has nothing to send waits for the answer.
  return { stream, said: () => Buffer.concat(said).toString() };
}

it('takes all that the host sends when the installer gives up early, and then answers', async () => {
  const giveUp: Install = async (apk) => {
    for await (const _ of apk) break; // Which destroys it.
    return 'Failure [INSTALL_FAILED_INSUFFICIENT_STORAGE]';
  };
  const pieces = Array.from({ length: 8 }, () => Buffer.alloc(256 * 1024));
  const { stream, said } = hostStream(pieces);
  await serveInstall(giveUp, ['-S', String(8 * 256 * 1024)], stream);
  expect(said()).toBe('Failure [INSTALL_FAILED_INSUFFICIENT_STORAGE]\n');
});

/** Answers with what arrived. */
const counting: Install = async (apk: Readable, size, args) => {
  let bytes = 0;
  try {
    for await (const chunk of apk) bytes += chunk.length;
  } catch (error) {
    return `Failure [${error instanceof Error ? error.message : ''}]`;
  }
  return `Success ${bytes}/${size} ${args.join(' ')}`.trim();
};

async function installed(args: readonly string[], chunks: readonly Buffer[]): Promise<string> {
  const { stream, said } = hostStream(chunks);
  await serveInstall(counting, args, stream);
  return said();
}

describe('installing from a stream', () => {
  it('hands over exactly the announced bytes, however they are cut', async () => {
    expect(await installed(['-r', '-S', '10'], [Buffer.alloc(3), Buffer.alloc(7)])).toBe(
      'Success 10/10 -r\n',
    );
  });

  it('leaves what comes behind the announced bytes', async () => {
    expect(await installed(['-S', '10'], [Buffer.alloc(25)])).toBe('Success 10/10\n');
  });

  it('installs more than fits into one piece', async () => {
    const chunks = Array.from({ length: 20 }, () => Buffer.alloc(50_001));
    expect(await installed(['-S', '1000020'], chunks)).toBe('Success 1000020/1000020\n');
  });

  it('ends, and breaks the installer off, when the host goes away in the middle', async () => {
    let answer = '';
    const install: Install = async (...call) => {
      answer = await counting(...call);
      return answer;
    };
    await serveInstall(install, ['-S', '10'], hostStream([Buffer.alloc(4)]).stream);
    expect(answer).toBe('Failure [the stream ended 6 bytes early]');
  });

  it.each([['-S', 'many'], ['-S', '-1'], ['-S', '1.5'], ['-S']])(
    'refuses a size that is none: %s %s',
    async (...args) => {
      expect(await installed(args, [])).toBe('Failure [INSTALL_FAILED_INVALID_APK: bad size]\n');
    },
  );
});
