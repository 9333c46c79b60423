import { createCanvas, loadImage } from '@napi-rs/canvas';
import { hasArea } from '../rectangle.ts';
import type { PlacedView } from '../view-tree.ts';
import { attributeOf } from './element-attribute.ts';
import { clear, typeInto, typeKeys } from './element-text.ts';
import { locate } from './locate.ts';
import { notFound, ProtocolError } from './protocol-error.ts';
import { type Call, param, type Route, seenBy } from './route.ts';
import { factsOf, type ViewSnapshot, visibleBounds } from './view-attributes.ts';

/** Finding elements, asking them and acting on them. */
export const elementRoutes: readonly Route[] = [
  { method: 'POST', path: 'element', answer: findOne },
  { method: 'POST', path: 'elements', answer: findAll },
  { method: 'GET', path: 'element/active', answer: active },
  { method: 'GET', path: 'element/:/text', answer: (call) => facts(call).text },
  { method: 'GET', path: 'element/:/name', answer: (call) => facts(call).description ?? null },
  { method: 'GET', path: 'element/:/attribute/:', answer: attribute },
  { method: 'GET', path: 'element/:/rect', answer: rect },
  { method: 'GET', path: 'element/:/location', answer: location },
  { method: 'GET', path: 'element/:/size', answer: size },
  { method: 'GET', path: 'element/:/screenshot', answer: elementScreenshot },
  // The endpoint of the older JSON wire protocol.
  { method: 'GET', path: 'screenshot/:', answer: elementScreenshot },
  { method: 'GET', path: 'appium/element/:/first_visible', answer: firstVisible },
  { method: 'POST', path: 'element/:/click', answer: click },
  { method: 'POST', path: 'element/:/clear', answer: (call) => clear(call, param(call, 0)) },
  { method: 'POST', path: 'element/:/value', answer: (call) => typeInto(call, param(call, 0)) },
  { method: 'POST', path: 'keys', answer: typeKeys },
];

/** The first view that the client looks for. It is there or it is not: waiting is the client's. */
async function findOne(call: Call): Promise<unknown> {
  const { views, snapshot } = await locate(call, call.body);
  const [first] = views;
  if (first === undefined) throw notFound();
  return reference(call, first, snapshot);
}

async function findAll(call: Call): Promise<unknown> {
  const { views, snapshot } = await locate(call, call.body);
  return views.map((view) => reference(call, view, snapshot));
}

/** Elements found by a UiSelector are known by it too: scrolling back to them asks for that. */
function reference(call: Call, view: PlacedView, snapshot: ViewSnapshot): unknown {
  const { strategy, selector } = call.body;
  const known = strategy === '-android uiautomator' && typeof selector === 'string' ? selector : undefined;
  const element = call.session.elements.reference(view, snapshot, known);
  if (call.session.settings.flag('shouldUseCompactResponses')) return element;
  return { ...element, ...details(call, view, snapshot) };
}

function details(call: Call, view: PlacedView, snapshot: ViewSnapshot): Readonly<Record<string, unknown>> {
  const wanted = call.session.settings.words('elementResponseAttributes');
  const { text, description = null } = factsOf(view, snapshot);
  const entries = wanted.flatMap((name): readonly (readonly [string, unknown])[] => {
    if (name === 'name') return [[name, description]];
    if (name === 'text') return [[name, text]];
    if (name === 'rect') return [[name, rectangleOf(view, snapshot)]];
    const attributeName = name.replace(/^attribute\//, '');
    if (attributeName === name && !['enabled', 'displayed', 'selected'].includes(name)) return [];
    return [[name, attributeOf(view, snapshot, attributeName)]];
  });
  return Object.fromEntries(entries);
}

function active(call: Call): unknown {
  const snapshot = seenBy(call);
  const focused = snapshot.views.find((view) => factsOf(view, snapshot).focused);
  if (focused === undefined) throw notFound();
  return call.session.elements.reference(focused, snapshot, undefined);
}

interface Target {
  readonly placed: PlacedView;
  readonly snapshot: ViewSnapshot;
}

function target(call: Call): Target {
  const snapshot = seenBy(call);
  return { snapshot, placed: call.session.elements.view(param(call, 0), snapshot) };
}

function facts(call: Call): ReturnType<typeof factsOf> {
  const { placed, snapshot } = target(call);
  return factsOf(placed, snapshot);
}

function attribute(call: Call): string | null {
  const { placed, snapshot } = target(call);
  return attributeOf(placed, snapshot, param(call, 1));
}

function rectangleOf(placed: PlacedView, snapshot: ViewSnapshot): Readonly<Record<string, number>> {
  const { left, top, right, bottom } = visibleBounds(placed, snapshot);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function rect(call: Call): unknown {
  const { placed, snapshot } = target(call);
  return rectangleOf(placed, snapshot);
}

function location(call: Call): unknown {
  const { placed, snapshot } = target(call);
  const { x, y } = rectangleOf(placed, snapshot);
  return { x, y };
}

function size(call: Call): unknown {
  const { placed, snapshot } = target(call);
  const { width, height } = rectangleOf(placed, snapshot);
  return { width, height };
}

async function elementScreenshot(call: Call): Promise<string> {
  const { placed, snapshot } = target(call);
  const bounds = visibleBounds(placed, snapshot);
  if (!hasArea(bounds)) {
    const area = `[${bounds.left},${bounds.top}][${bounds.right},${bounds.bottom}]`;
    throw new ProtocolError(
      'unable to capture screen',
      `The cropping area is outside of the original bitmap. Bitmap rect: [0,0][${snapshot.width},${snapshot.height}]; Cropping area rect: ${area}`,
    );
  }
  const canvas = createCanvas(bounds.right - bounds.left, bounds.bottom - bounds.top);
  const whole = await loadImage(await call.parts.display.capture());
  canvas.getContext('2d').drawImage(whole, -bounds.left, -bounds.top);
  return (await canvas.encode('png')).toString('base64');
}

/** The first of the views directly within an element that can be seen. */
function firstVisible(call: Call): unknown {
  const { placed, snapshot } = target(call);
  const child = snapshot.views.find(({ parent }) => parent?.path.join() === placed.path.join());
  if (child === undefined) throw notFound();
  return call.session.elements.reference(child, snapshot, undefined);
}

/** A click is a tap in the middle of what is visible, as on a phone: what lies above the view gets it instead. */
async function click(call: Call): Promise<null> {
  const { placed, snapshot } = target(call);
  const bounds = visibleBounds(placed, snapshot);
  if (!hasArea(bounds)) {
    const message = 'The element is not on the display and cannot be tapped';
    throw new ProtocolError('invalid element state', message);
  }
  const { left, top, right, bottom } = bounds;
  await call.parts.display.tap(Math.floor((left + right) / 2), Math.floor((top + bottom) / 2));
  return null;
}
