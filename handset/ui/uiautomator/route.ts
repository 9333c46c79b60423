import type { Display } from '../../parts.ts';
import type { Elements } from './elements.ts';
import { ProtocolError } from './protocol-error.ts';
import type { RequestBody } from './request-body.ts';

/** What the server answers about the phone that it runs on. */
export interface DeviceFacts {
  readonly sdk: number;
  readonly release: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly brand: string;
}

/** What the routes act upon. */
export interface ServerParts {
  readonly display: Display;
  readonly device: DeviceFacts;
  log(line: string): void;
}

export interface Session {
  readonly id: string;
  readonly capabilities: RequestBody;
  readonly elements: Elements;
  readonly settings: Map<string, unknown>;
  clipboard: string;
}

/** A request within a session, as a route sees it. */
export interface Call {
  readonly parts: ServerParts;
  readonly session: Session;
  readonly body: RequestBody;
  /** What stood in the path at `:`, in order, decoded. */
  readonly params: readonly string[];
}

/** One endpoint below `/session/SID`. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** E.g. `element/:/text`. */
  readonly path: string;
  readonly answer: (call: Call) => unknown;
}

export interface RouteMatch {
  readonly route: Route;
  readonly params: readonly string[];
}

/** The route of a path below `/session/SID`; `unknown command` when there is none. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch {
  const segments = path.split('/');
  for (const route of routes) {
    const pattern = route.path.split('/');
    if (route.method !== method || pattern.length !== segments.length) continue;
    if (!pattern.every((part, index) => part === ':' || part === segments[index])) continue;
    return { route, params: segments.filter((_, index) => pattern[index] === ':').map(decoded) };
  }
  throw unknownCommand(method, path);
}

export function unknownCommand(method: string, path: string): ProtocolError {
  return new ProtocolError(
    'unknown command',
    `The phone's UiAutomator2 server does not know ${method} ${path}`,
  );
}

export function param(call: Call, index: number): string {
  return call.params[index] ?? '';
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ProtocolError('invalid argument', `The path has a bad escape in ${segment}`);
  }
}
