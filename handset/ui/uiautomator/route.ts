import type { ScreenOrientation } from '../../app-parts.ts';
import type { Display, Rotation } from '../../screen-parts.ts';
import type { Clipboard } from '../../system/clipboard.ts';
import type { Elements } from './elements.ts';
import { ProtocolError } from './protocol-error.ts';
import type { RequestBody } from './request-body.ts';
import type { ServerSettings } from './settings.ts';
import { snapshotOf, type ViewSnapshot } from './view-attributes.ts';

/** What the server answers about the phone that it runs on. */
export interface DeviceFacts {
  readonly sdk: number;
  readonly release: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly brand: string;
  readonly androidId: string;
  /** `zh_CN`. */
  readonly locale: string;
  readonly timeZone: string;
}

/** What the routes act upon. */
export interface ServerParts {
  readonly display: Display;
  readonly device: () => DeviceFacts;
  readonly clipboard: Clipboard;
  /** Locks the display there, as UiAutomation.setRotation does; what is in front may want another one. */
  freezeRotation(rotation: Rotation): Promise<void>;
  /** What the activity in front declares. */
  declaredOrientation(): ScreenOrientation;
  /** From 0 to 1, and BatteryManager's number of the state. */
  battery(): { readonly level: number; readonly status: number };
  /** Apps with an icon. */
  launchable(): readonly {
    readonly packageName: string;
    readonly packageActivity: string;
    readonly appName: string;
  }[];
  log(line: string): void;
}

export interface Session {
  readonly id: string;
  readonly capabilities: RequestBody;
  readonly elements: Elements;
  readonly settings: ServerSettings;
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
  throw unknownCommand();
}

export function unknownCommand(): ProtocolError {
  return new ProtocolError(
    'unknown command',
    'The requested resource could not be found, or a request was received using an HTTP method that is not supported by the mapped resource',
  );
}

export function param(call: Call, index: number): string {
  return call.params[index] ?? '';
}

/** The focused window as this session is set to see it. */
export function seenBy({ parts, session }: Call): ViewSnapshot {
  return snapshotOf(parts.display, session.settings.flag('allowInvisibleElements'));
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ProtocolError('invalid argument', `The path has a bad escape in ${segment}`);
  }
}
