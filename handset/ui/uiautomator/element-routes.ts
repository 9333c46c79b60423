import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { PlacedView } from '../view-tree.ts';
import { findViews, type Query } from './find.ts';
import { ProtocolError } from './protocol-error.ts';
import { asList, stringField } from './request-body.ts';
import { type Call, param, type Route } from './route.ts';
import { snapshotOf, type ViewSnapshot, viewAttributes, visibleBounds } from './view-attributes.ts';

/** Finding elements, asking them and acting on them. */
export const elementRoutes: readonly Route[] = [
  { method: 'POST', path: 'element', answer: findOne },
  { method: 'POST', path: 'elements', answer: findAll },
  { method: 'GET', path: 'element/active', answer: noActiveElement },
  { method: 'GET', path: 'element/:/text', answer: (call) => target(call).placed.view.text ?? '' },
  {
    method: 'GET',
    path: 'element/:/name',
    answer: (call) => target(call).placed.view.contentDescription ?? '',
  },
  { method: 'GET', path: 'element/:/attribute/:', answer: attribute },
  { method: 'GET', path: 'element/:/rect', answer: rect },
  { method: 'GET', path: 'element/:/location', answer: location },
  { method: 'GET', path: 'element/:/size', answer: size },
  { method: 'GET', path: 'element/:/screenshot', answer: elementScreenshot },
  { method: 'POST', path: 'element/:/click', answer: click },
  { method: 'POST', path: 'element/:/clear', answer: (call) => enterText(call, () => '') },
  { method: 'POST', path: 'element/:/value', answer: value },
];

/** The first view that the client looks for. It is there or it is not: waiting is the client's. */
function findOne(call: Call): unknown {
  const { snapshot, query } = queryOf(call);
  const [first] = findViews(snapshot, query);
  if (first !== undefined) return call.session.elements.reference(first, snapshot);
  const message = 'An element could not be located on the page using the given search parameters';
  throw new ProtocolError('no such element', `${message}: ${query.strategy} = ${query.selector}`);
}

function findAll(call: Call): unknown {
  const { snapshot, query } = queryOf(call);
  return findViews(snapshot, query).map((view) => call.session.elements.reference(view, snapshot));
}

function queryOf(call: Call): { readonly snapshot: ViewSnapshot; readonly query: Query } {
  const snapshot = snapshotOf(call.parts.display);
  const query = {
    strategy: stringField(call.body, 'strategy'),
    selector: stringField(call.body, 'selector'),
  };
  const context = call.body.context;
  if (typeof context !== 'string' || context === '') return { snapshot, query };
  return { snapshot, query: { ...query, within: call.session.elements.view(context, snapshot) } };
}

function noActiveElement(): never {
  throw new ProtocolError('no such element', 'No element on the screen has the input focus');
}

function target(call: Call): { readonly placed: PlacedView; readonly snapshot: ViewSnapshot } {
  const snapshot = snapshotOf(call.parts.display);
  return { snapshot, placed: call.session.elements.view(param(call, 0), snapshot) };
}

/** Other names that clients use for the attributes of the source. */
const ATTRIBUTE_ALIASES: ReadonlyMap<string, string> = new Map([
  ['className', 'class'],
  ['contentDescription', 'content-desc'],
  ['resourceId', 'resource-id'],
  ['longClickable', 'long-clickable'],
]);

function attribute(call: Call): string | null {
  const { placed, snapshot } = target(call);
  const name = param(call, 1);
  const { view } = placed;
  // The real server's `name` is the description where there is one, else the text.
  if (name === 'name') return view.contentDescription ?? view.text ?? '';
  const wanted = ATTRIBUTE_ALIASES.get(name) ?? name;
  const attributes = viewAttributes(placed, snapshot);
  const known = attributes.get(wanted);
  if (known !== undefined) return known;
  if (wanted === 'content-desc' || wanted === 'resource-id') return null;
  const names = [...attributes.keys()].join(', ');
  throw new ProtocolError(
    'invalid argument',
    `'${name}' attribute is unknown for the element. Known: ${names}`,
  );
}

function rect(call: Call): unknown {
  const { placed, snapshot } = target(call);
  const { left, top, right, bottom } = visibleBounds(placed, snapshot);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function location(call: Call): unknown {
  const { placed, snapshot } = target(call);
  const { left, top } = visibleBounds(placed, snapshot);
  return { x: left, y: top };
}

function size(call: Call): unknown {
  const { placed, snapshot } = target(call);
  const { left, top, right, bottom } = visibleBounds(placed, snapshot);
  return { width: right - left, height: bottom - top };
}

async function elementScreenshot(call: Call): Promise<string> {
  const { placed, snapshot } = target(call);
  const { left, top, right, bottom } = visibleBounds(placed, snapshot);
  if (right <= left || bottom <= top) {
    throw new ProtocolError('invalid element state', 'The element has no area on the display');
  }
  const canvas = createCanvas(right - left, bottom - top);
  canvas.getContext('2d').drawImage(await loadImage(await call.parts.display.capture()), -left, -top);
  return (await canvas.encode('png')).toString('base64');
}

/** A click is a tap in the middle of what is visible, as on a phone: what lies above the view gets it instead. */
async function click(call: Call): Promise<null> {
  const { placed, snapshot } = target(call);
  const { left, top, right, bottom } = visibleBounds(placed, snapshot);
  if (right <= left || bottom <= top) {
    throw new ProtocolError(
      'invalid element state',
      'The element is not on the display and cannot be tapped',
    );
  }
  await call.parts.display.tap(Math.floor((left + right) / 2), Math.floor((top + bottom) / 2));
  return null;
}

function value(call: Call): Promise<null> {
  const { body } = call;
  const typed = typeof body.text === 'string' ? body.text : asList(body.value, 'value').map(String).join('');
  return enterText(call, (before) => (body.replace === true ? typed : before + typed));
}

async function enterText(call: Call, edit: (before: string) => string): Promise<null> {
  const { view } = target(call).placed;
  const text = edit(view.text ?? '');
  if (view.onText === undefined || view.enabled === false) {
    const message = `Cannot set the element to '${text}'. Did you interact with the correct element?`;
    throw new ProtocolError('invalid element state', message);
  }
  await view.onText(text);
  return null;
}
