import type { PlacedView } from '../view-tree.ts';
import { idOf } from './element-target.ts';
import { viewOf } from './match-selector.ts';
import { notFound, ProtocolError } from './protocol-error.ts';
import { asObject, stringField } from './request-body.ts';
import { type Call, param, seenBy } from './route.ts';
import { runScrollable } from './ui-scrollable.ts';
import { parseUiSelector } from './ui-selector.ts';

/** `mobile: scroll`: until what is looked for shows; nothing is wrong when it never does, as in the server. */
export async function scrollTo(call: Call): Promise<null> {
  const wanted = asObject(call.body.params, "'params'");
  const expression = expressionFor(stringField(wanted, 'strategy'), stringField(wanted, 'selector'));
  parseUiSelector(expression);
  const origin = idOf(call.body.origin);
  const swipes =
    typeof wanted.maxSwipes === 'number' ? `.setMaxSearchSwipes(${Math.trunc(wanted.maxSwipes)})` : '';
  const container = origin === undefined ? 'new UiSelector().scrollable(true)' : selectorOf(call, origin);
  await runScrollable(
    call.parts.display,
    `new UiScrollable(${container})${swipes}.scrollIntoView(${expression})`,
  );
  return null;
}

function expressionFor(strategy: string, selector: string): string {
  const quoted = `"${selector.replaceAll('"', '\\"')}"`;
  switch (strategy) {
    case 'accessibility id':
      return `new UiSelector().description(${quoted})`;
    case 'class name':
      return `new UiSelector().className(${quoted})`;
    case '-android uiautomator':
      return selector;
    default:
      throw new ProtocolError(
        'invalid argument',
        `Unsupported strategy: '${strategy}'. The only supported strategies are: [accessibility id, class name, -android uiautomator].`,
      );
  }
}

/** `mobile: scrollBackTo`: both elements must have been found by a UiSelector, which the server looks for again. */
export async function scrollToElement(call: Call): Promise<null> {
  const container = selectorOf(call, param(call, 0));
  const wanted = selectorOf(call, param(call, 1));
  await runScrollable(call.parts.display, `new UiScrollable(${container}).scrollIntoView(${wanted})`);
  const found: PlacedView | undefined = viewOf(parseUiSelector(wanted), seenBy(call), undefined);
  if (found === undefined) throw notFound();
  return null;
}

function selectorOf({ session }: Call, id: string): string {
  const source = session.elements.selector(id);
  if (source !== undefined) return source;
  throw new ProtocolError(
    'invalid argument',
    "Element was not an instance of UiObject; only UiSelector is supported. Ensure you use the '-android uiautomator' locator strategy when finding elements for use with ScrollToElement",
  );
}
