import { ELEMENT_KEY } from './elements.ts';
import type { Box } from './gesture-area.ts';
import { locate } from './locate.ts';
import { notFound } from './protocol-error.ts';
import { asObject, type RequestBody } from './request-body.ts';
import { type Call, seenBy } from './route.ts';
import { visibleBounds } from './view-attributes.ts';

/** The bounds of the element that a gesture starts at, by its `origin` or `locator`; `undefined` when neither is given. */
export async function elementOf(call: Call): Promise<Box | undefined> {
  const { body, session } = call;
  const id = idOf(body.origin);
  if (id !== undefined) {
    const snapshot = seenBy(call);
    return visibleBounds(session.elements.view(id, snapshot), snapshot);
  }
  if (body.locator === undefined || body.locator === null) return undefined;
  const { views, snapshot } = await locate(call, asObject(body.locator, "'locator'"));
  const [view] = views;
  if (view === undefined) throw notFound();
  return visibleBounds(view, snapshot);
}

export function idOf(origin: unknown): string | undefined {
  if (origin === undefined || origin === null) return undefined;
  const element: RequestBody = asObject(origin, "'origin'");
  const id = element[ELEMENT_KEY] ?? element.ELEMENT ?? element.element;
  return typeof id === 'string' && id.trim() !== '' ? id : undefined;
}
