import type { Loopback, PhoneFiles, Shell } from '../parts.ts';
import { type Install, installArgs, serveInstall } from './install.ts';
import { join } from './join.ts';
import type { Reverses } from './reverse.ts';
import { serveRawShell, serveShellV2 } from './shell-service.ts';
import type { AdbStream } from './stream.ts';
import { serveSync } from './sync.ts';

export interface ServiceParts {
  readonly shell: Shell;
  readonly files: PhoneFiles;
  readonly loopback: Loopback;
  readonly reverses: Reverses;
  readonly install: Install;
  reboot(reason: string): void;
}

/**
 * A driver asks for its server's port right after starting it. Real phones take as long; without waiting a little,
 * the next try of the driver is a whole second later (facts, trap T2).
 */
const LISTENER_PATIENCE_MS = 150;

/** Finds what serves a service by its name, e.g. `shell,v2,TERM=xterm,raw:id`; rejects what is not implemented. */
export async function admitService(
  service: string,
  parts: ServiceParts,
): Promise<(stream: AdbStream) => void> {
  const shell = /^shell(,[^:]*)?:([\s\S]*)$/.exec(service);
  if (shell !== null) return admitShell(shell[1] ?? '', shell[2] ?? '', parts.shell);
  const install = installArgs(service);
  if (install !== undefined) return (stream) => void serveInstall(parts.install, install, stream);
  const exec = /^exec:([\s\S]*)$/.exec(service)?.[1];
  if (exec !== undefined) return (stream) => serveRawShell(parts.shell, exec, stream);
  if (service === 'sync:') return (stream) => void serveSync(parts.files, stream);
  const port = /^tcp:(\d{1,5})$/.exec(service)?.[1];
  if (port !== undefined) {
    const socket = await connectPatiently(parts.loopback, Number(port));
    return (stream) => join(stream, socket);
  }
  const reverse = /^reverse:([\s\S]*)$/.exec(service)?.[1];
  if (reverse !== undefined) return (stream) => parts.reverses.serve(reverse, stream);
  const reason = /^reboot:(\S*)$/.exec(service)?.[1];
  // The stream stays open until the phone goes down: scripts wait for the device right behind it (AOSP adb, reboot_service).
  if (reason !== undefined) return () => parts.reboot(reason);
  if (service.startsWith('root:'))
    return (stream) => void stream.end('adbd cannot run as root in production builds\n');
  throw new Error('this service is not implemented');
}

function admitShell(options: string, commandLine: string, shell: Shell): (stream: AdbStream) => void {
  if (commandLine === '')
    throw new Error('an interactive shell needs a terminal, which the handset does not have');
  return options.split(',').includes('v2')
    ? (stream) => serveShellV2(shell, commandLine, stream)
    : (stream) => serveRawShell(shell, commandLine, stream);
}

async function connectPatiently(loopback: Loopback, port: number): ReturnType<Loopback['connect']> {
  const deadline = Date.now() + LISTENER_PATIENCE_MS;
  for (;;) {
    try {
      return await loopback.connect(port);
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
