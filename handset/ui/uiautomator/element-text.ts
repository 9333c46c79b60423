import { KEY } from '../keycodes.ts';
import type { PlacedView } from '../view-tree.ts';
import { notFound, ProtocolError } from './protocol-error.ts';
import { asList } from './request-body.ts';
import { type Call, seenBy } from './route.ts';
import { factsOf } from './view-attributes.ts';

/** Finds the view anew: an app shows a new one after each change of its text. */
type Look = () => PlacedView;

export async function clear(call: Call, id: string): Promise<null> {
  // UiObject2.clear: a view whose text cannot be set stays as it is, and nobody is told.
  await setText(lookingFor(call, id)(), '');
  return null;
}

export async function typeInto(call: Call, id: string): Promise<null> {
  return await enter(call, lookingFor(call, id));
}

/** Types into the field that has the focus. */
export async function typeKeys(call: Call): Promise<null> {
  return await enter(call, () => {
    const snapshot = seenBy(call);
    const focused = snapshot.views.find((view) => factsOf(view, snapshot).focused);
    if (focused === undefined) throw notFound();
    return focused;
  });
}

function lookingFor(call: Call, id: string): Look {
  return () => call.session.elements.view(id, seenBy(call));
}

/** SendKeysToElement of the server: what was there is cleared, and set again with the new text behind it. */
async function enter(call: Call, look: Look): Promise<null> {
  const typed = typedBy(call);
  const shown = (): string => factsOf(look(), seenBy(call)).text;
  let before = '';
  if (call.body.replace !== true && shown() !== '') {
    before = shown();
    await setText(look(), '');
    // What cannot be cleared is the hint.
    if (shown() !== '') before = '';
  }
  if (!(await setText(look(), before + typed))) {
    const message = `Cannot set the element to '${typed}'. Did you interact with the correct element?`;
    throw new ProtocolError('invalid element state', message);
  }
  // Two characters, a backslash and an n: the server presses ENTER then, and leaves them in the text.
  if (typed.endsWith('\\n')) await call.parts.display.key(KEY.ENTER);
  return null;
}

function typedBy({ body }: Call): string {
  return typeof body.text === 'string' ? body.text : asList(body.value, 'value').map(String).join('');
}

async function setText({ view }: PlacedView, text: string): Promise<boolean> {
  if (view.onText === undefined || view.enabled === false) return false;
  await view.onText(text);
  return true;
}
