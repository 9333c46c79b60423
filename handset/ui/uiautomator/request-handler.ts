import { randomUUID } from 'node:crypto';
import { alertRoutes } from './alert-routes.ts';
import { deviceRoutes } from './device-routes.ts';
import { elementRoutes } from './element-routes.ts';
import { createElements } from './elements.ts';
import { gestureRoutes } from './gesture-routes.ts';
import { inputRoutes } from './input-routes.ts';
import { ProtocolError } from './protocol-error.ts';
import { asList, asObject, type RequestBody } from './request-body.ts';
import { matchRoute, type ServerParts, type Session, unknownCommand } from './route.ts';
import { createServerSettings } from './settings.ts';
import { windowRoutes } from './window-routes.ts';

const ROUTES = [
  ...elementRoutes,
  ...inputRoutes,
  ...gestureRoutes,
  ...alertRoutes,
  ...windowRoutes,
  ...deviceRoutes,
];

export interface ServerRequest {
  readonly method: string;
  /** Path of the URL, without query. */
  readonly path: string;
  readBody(): Promise<RequestBody>;
}

/** What goes into the envelope. */
export interface Answer {
  readonly status: number;
  readonly sessionId: string;
  readonly value: unknown;
  /** The session was deleted: after this answer the server stops. */
  readonly last: boolean;
}

/** Answers requests, one session at a time as the real server does; errors become answers. */
export function createRequestHandler(parts: ServerParts): (request: ServerRequest) => Promise<Answer> {
  let session: Session | undefined;
  const route = async (
    request: ServerRequest,
  ): Promise<{ readonly value: unknown; readonly last?: true }> => {
    const { method } = request;
    const path = request.path
      .replaceAll(/\/+/g, '/')
      .replace(/^\/(?:wd\/hub\/)?/, '')
      .replace(/\/$/, '');
    const [head, id, ...rest] = path.split('/');
    if (method === 'GET' && path === 'appium/device/apps') return { value: parts.launchable() };
    if (method === 'GET' && path === 'status') return { value: readiness() };
    if (method === 'GET' && path === 'sessions')
      return { value: session === undefined ? [] : [listed(session)] };
    if (method === 'POST' && path === 'session') {
      session = newSession(await request.readBody());
      return { value: { sessionId: session.id, capabilities: session.capabilities } };
    }
    if (head !== 'session' || id === undefined) throw unknownCommand();
    if (session === undefined || id !== session.id) {
      throw new ProtocolError('invalid session id', `The session identified by ${id} is not known`);
    }
    const command = rest.join('/');
    if (command === '' && method === 'GET') return { value: session.capabilities };
    if (command === '' && method === 'DELETE') {
      session = undefined;
      return { value: null, last: true };
    }
    const match = matchRoute(ROUTES, method, command);
    const body = method === 'POST' ? await request.readBody() : {};
    return { value: await match.route.answer({ parts, session, body, params: match.params }) };
  };
  return async (request) => {
    const sessionId = session?.id;
    try {
      const { value, last = false } = await route(request);
      return { status: 200, sessionId: session?.id ?? sessionId ?? 'None', value, last };
    } catch (error) {
      return { ...errorAnswer(error, parts), sessionId: session?.id ?? 'None', last: false };
    }
  };
}

function errorAnswer(error: unknown, parts: ServerParts): Pick<Answer, 'status' | 'value'> {
  const known = error instanceof ProtocolError ? error : new ProtocolError('unknown error', String(error));
  if (known !== error) parts.log(`uiautomator2: ${error instanceof Error ? error.stack : String(error)}`);
  return {
    status: known.status,
    value: { error: known.code, message: known.message, stacktrace: known.stack ?? '' },
  };
}

function readiness(): unknown {
  return {
    ready: true,
    message: 'UiAutomator2 Server is ready to accept commands',
    build: { version: '10.6.6' },
  };
}

function listed(session: Session): unknown {
  return { id: session.id, capabilities: session.capabilities };
}

function newSession(body: RequestBody): Session {
  if (body.capabilities === undefined || body.capabilities === null) {
    const message = "'capabilities' are mandatory for session creation";
    throw new ProtocolError('session not created', message);
  }
  const requested = asObject(body.capabilities, "'capabilities'");
  const [first] = asList(requested.firstMatch ?? [{}], 'firstMatch');
  return {
    id: randomUUID(),
    capabilities: {
      ...asObject(requested.alwaysMatch ?? {}, "'alwaysMatch'"),
      ...asObject(first ?? {}, "'firstMatch'"),
    },
    elements: createElements(),
    settings: createServerSettings(),
  };
}
