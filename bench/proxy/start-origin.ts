import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { selfSigned } from '../../proxy/self-signed.ts';

export interface Origin {
  /** Ports on 127.0.0.1. */
  readonly http1: number;
  readonly http2: number;
  readonly certificate: string;
  readonly certificateFile: string;
  stop(): Promise<void>;
}

/** The name that both servers' certificate is for. It resolves to loopback everywhere (RFC 6761, section 6.3). */
export const ORIGIN_HOST = 'localhost';

/** Starts the origin in a process of its own, for its work must not slow the load down. */
export async function startOrigin(directory: string): Promise<Origin> {
  const { certificate, key } = selfSigned(ORIGIN_HOST);
  const certificateFile = path.join(directory, 'origin.pem');
  const keyFile = path.join(directory, 'origin.key');
  await writeFile(certificateFile, certificate);
  await writeFile(keyFile, key, { mode: 0o600 });
  const child = fork(path.join(import.meta.dirname, 'origin.ts'), [keyFile, certificateFile], {
    execArgv: ['--import', 'tsx'],
  });
  const [ports] = (await once(child, 'message')) as [{ readonly http1: number; readonly http2: number }];
  return { ...ports, certificate, certificateFile, stop: () => ended(child) };
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.disconnect();
  await exit;
}
