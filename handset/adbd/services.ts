import type { PhoneFiles, Shell } from '../shell-parts.ts';
import { abbRequest } from './abb.ts';
import { byteCount, serveSink, serveSource } from './byte-services.ts';
import { controlService, type DaemonControl } from './daemon-control.ts';
import { serveFramebuffer } from './framebuffer.ts';
import { debuggerService } from './jdwp.ts';
import { join } from './join.ts';
import type { PhoneSockets } from './phone-sockets.ts';
import { type DebuggableProcesses, serveJdwp, trackApps, trackJdwp } from './process-lists.ts';
import type { ReverseConnection, Reverses } from './reverse.ts';
import { parseShellRequest, type ShellRequest, serveShell } from './shell-service.ts';
import type { AdbStream } from './stream.ts';
import { BROTLI, DRY_RUN, serveSync } from './sync.ts';

export interface ServiceParts {
  readonly shell: Shell;
  readonly files: PhoneFiles;
  readonly sockets: PhoneSockets;
  readonly reverses: Reverses;
  readonly connection: ReverseConnection & { finish(): void };
  readonly control: DaemonControl;
  readonly features: readonly string[];
  readonly debuggable: DebuggableProcesses;
  /** Pids that have a debugger. */
  readonly attached: Set<number>;
}

type Run = (stream: AdbStream) => void;

/**
 * A driver asks for its server's port right after starting it. Real phones take as long; without waiting a little,
 * the next try of the driver is a whole second later (facts, trap T2).
 */
const LISTENER_PATIENCE_MS = 150;

/** Finds what serves a service by its name, e.g. `shell,v2,TERM=xterm,raw:id`; rejects what is not implemented. */
export async function admitService(service: string, parts: ServiceParts): Promise<Run> {
  const run =
    shellService(service, parts) ??
    fileService(service, parts) ??
    processService(service, parts) ??
    controlService(service, parts.control) ??
    byteService(service, parts);
  if (run !== undefined) return run;
  if (!/^(?:tcp|local\w*):/.test(service)) throw new Error('this service is not implemented');
  const socket = await connectPatiently(parts.sockets, service);
  return (stream) => join(stream, socket);
}

function shellService(service: string, parts: ServiceParts): Run | undefined {
  const request = shellRequest(service, parts);
  return request && ((stream) => serveShell(parts.shell, request, stream));
}

function shellRequest(service: string, { control, features }: ServiceParts): ShellRequest | undefined {
  const shell = /^shell(,[^:]*)?:(.*)$/s.exec(service);
  if (shell !== null) return parseShellRequest(shell[1] ?? '', shell[2] ?? '', control.uid);
  const backup = /^(?:backup|restore):.*$/s.exec(service)?.[0];
  if (backup !== undefined) return parseShellRequest('raw', `bu ${backup.replace(':', ' ')}`, control.uid);
  const exec = /^exec:(.*)$/s.exec(service)?.[1];
  if (exec !== undefined) return parseShellRequest('raw', exec, control.uid);
  return features.includes('abb') ? abbRequest(service, control.uid) : undefined;
}

function fileService(service: string, parts: ServiceParts): Run | undefined {
  const { files, shell, control, features } = parts;
  const { uid } = control;
  if (service.startsWith('framebuffer:')) return (stream) => void serveFramebuffer(shell, uid, stream);
  if (!service.startsWith('sync:')) return undefined;
  const known = features.includes('sendrecv_v2')
    ? BROTLI + (features.includes('sendrecv_v2_dry_run_send') ? DRY_RUN : 0)
    : 0;
  const dialect = { lists: features.includes('ls_v2'), flags: known };
  return (stream) => void serveSync({ files, uid }, dialect, stream);
}

function processService(
  service: string,
  { debuggable, attached, features, control }: ServiceParts,
): Run | undefined {
  if (service === 'jdwp') return (stream) => serveJdwp(debuggable, stream);
  if (service === 'track-jdwp') return (stream) => trackJdwp(debuggable, stream);
  if (service === 'track-app' && features.includes('track_app'))
    return (stream) => trackApps(debuggable, control.api, stream);
  return debuggerService(service, { api: control.api, debuggable, attached });
}

function byteService(service: string, parts: ServiceParts): Run | undefined {
  const { reverses, connection, control } = parts;
  const reverse = /^reverse:(.*)$/s.exec(service)?.[1];
  if (reverse !== undefined) return (stream) => reverses.serve(reverse, connection, stream);
  if (service === 'reconnect') return (stream) => void stream.end('done', () => connection.finish());
  const [, kind, words = ''] = /^(sink|source):(.*)$/s.exec(service) ?? [];
  if (kind === undefined || control.api < 29) return undefined;
  const count = byteCount(words);
  return kind === 'sink' ? (stream) => serveSink(count, stream) : (stream) => void serveSource(count, stream);
}

async function connectPatiently(sockets: PhoneSockets, spec: string): ReturnType<PhoneSockets['connect']> {
  const deadline = Date.now() + (spec.startsWith('tcp:') ? LISTENER_PATIENCE_MS : 0);
  for (;;) {
    try {
      return await sockets.connect(spec);
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
