import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { UploadSeen } from '../../helpers/model/run-plan.ts';
import { closed, listening } from './pages.ts';

/** What the recording process can ask for; see `helpers/device/conductor-client.ts` for the other side. */
export interface ConductorVerbs {
  progress(text: string): void;
  settle(): Promise<void>;
  flowSeen(part: string): Promise<boolean>;
  uploadSeen(url: string): Promise<UploadSeen>;
  drawn(stimulus: string): Promise<string>;
  owe(what: string, undo: string): void;
  restore(what: string): Promise<void>;
  finish(): Promise<void>;
}

export interface ConductorServer {
  readonly url: string;
  stop(): Promise<void>;
}

const LONGEST_BODY = 4_096;

/** Serves the verbs on the host's loopback, under a path that only the plan tells. */
export async function startConductor(verbs: ConductorVerbs): Promise<ConductorServer> {
  const secret = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    answer(verbs, secret, request).then(
      (text) => response.writeHead(text === undefined ? 404 : 200).end(text ?? 'unknown'),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  const port = await listening(server);
  return { url: `http://127.0.0.1:${port}/${secret}`, stop: () => closed(server) };
}

async function answer(
  verbs: ConductorVerbs,
  secret: string,
  request: IncomingMessage,
): Promise<string | undefined> {
  const body = await bodyOf(request);
  switch (request.url) {
    case `/${secret}/progress`:
      verbs.progress(body);
      return '';
    case `/${secret}/settle`:
      await verbs.settle();
      return '';
    case `/${secret}/flow-seen`:
      return (await verbs.flowSeen(body)) ? 'yes' : 'no';
    case `/${secret}/upload-seen`:
      return JSON.stringify(await verbs.uploadSeen(body));
    case `/${secret}/drawn`:
      return await verbs.drawn(body);
    case `/${secret}/owe`:
      owe(verbs, JSON.parse(body));
      return '';
    case `/${secret}/restore`:
      await verbs.restore(body);
      return '';
    case `/${secret}/finish`:
      await verbs.finish();
      return '';
    default:
      return undefined;
  }
}

function owe(verbs: ConductorVerbs, body: unknown): void {
  const { what, undo } = z.strictObject({ what: z.string(), undo: z.string() }).parse(body);
  verbs.owe(what, undo);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > LONGEST_BODY) throw new Error('the request is too long');
  }
  return text;
}
