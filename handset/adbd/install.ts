import { PassThrough, type Readable } from 'node:stream';
import { createByteReader } from './byte-reader.ts';
import type { AdbStream } from './stream.ts';

/** Installs an APK of `size` bytes; resolves to `Success` or `Failure [CODE: text]`. */
export type Install = (apk: Readable, size: number | undefined, args: readonly string[]) => Promise<string>;

/** The words after `cmd package` when a service is a streamed install with its size, else `undefined`. */
export function installArgs(service: string): readonly string[] | undefined {
  const bridged = /^abb_exec:package\0install\0(.*)$/s.exec(service)?.[1]?.split('\0');
  if (bridged?.includes('-S') === true) return bridged;
  const words = /^exec:(?:cmd package|pm) '?install'?( .*)$/s.exec(service)?.[1];
  if (words === undefined || !/ '?-S'? /.test(`${words} `)) return undefined;
  return [...words.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map(
    (match) => match[1]?.replaceAll(`'\\''`, "'") ?? match[2] ?? '',
  );
}

/** Reads exactly the announced bytes from the stream, hands them to the installer, and answers with its words. */
export async function serveInstall(
  install: Install,
  args: readonly string[],
  stream: AdbStream,
): Promise<void> {
  const size = Number(args[args.indexOf('-S') + 1]);
  if (!Number.isSafeInteger(size) || size < 0)
    return void stream.end('Failure [INSTALL_FAILED_INVALID_APK: bad size]\n');
  const apk = new PassThrough();
  const feeding = feed(stream, size, apk);
  const said = await install(
    apk,
    size,
    args.filter((word, index) => word !== '-S' && args[index - 1] !== '-S'),
  );
  await feeding.catch(() => undefined); // The installer's own answer says what was wrong.
  stream.end(`${said}\n`);
}

const PIECE = 256 * 1024;

async function drained(apk: PassThrough): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      apk.off('drain', done).off('close', done);
      resolve();
    };
    apk.on('drain', done).on('close', done);
  });
}

async function feed(stream: AdbStream, size: number, apk: PassThrough): Promise<void> {
  const reader = createByteReader(stream);
  try {
    for (let taken = 0; taken < size; taken += PIECE) {
      const bytes = await reader.take(Math.min(PIECE, size - taken));
      // The installer may have given up, as on a full disk: the host still sends all, and reads the answer behind it.
      if (!apk.destroyed && !apk.write(bytes)) await drained(apk);
    }
    apk.end();
  } catch (error) {
    apk.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
