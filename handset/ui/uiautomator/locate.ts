import type { PlacedView } from '../view-tree.ts';
import { findSelected, findViews, type Query } from './find.ts';
import { type RequestBody, stringField } from './request-body.ts';
import { type Call, seenBy } from './route.ts';
import { statementsOf } from './ui-expression.ts';
import { isScrollableExpression, runScrollable } from './ui-scrollable.ts';
import { parseUiSelector, type UiSelector } from './ui-selector.ts';
import type { ViewSnapshot } from './view-attributes.ts';

/** What was looked for, and the moment at which it was found. */
export interface Located {
  readonly views: readonly PlacedView[];
  readonly snapshot: ViewSnapshot;
}

/** The views that `strategy`, `selector` and perhaps `context` mean, after any scrolling that the selector asks for. */
export async function locate(call: Call, wanted: RequestBody): Promise<Located> {
  const strategy = stringField(wanted, 'strategy');
  const selector = stringField(wanted, 'selector');
  if (strategy === '-android uiautomator') return await byUiAutomator(call, selector, wanted.context);
  const snapshot = seenBy(call);
  const within = contextOf(call, wanted.context, snapshot);
  const ownPackage = packageOf(call);
  const query: Query = {
    strategy,
    selector,
    ...(within === undefined ? {} : { within }),
    ...(ownPackage === undefined ? {} : { ownPackage }),
  };
  return { snapshot, views: findViews(snapshot, query) };
}

/** Every statement of the expression is carried out; what each is about is searched when all are. */
async function byUiAutomator(call: Call, text: string, context: unknown): Promise<Located> {
  const selectors: UiSelector[] = [];
  for (const statement of statementsOf(text)) {
    const scrolls = isScrollableExpression(statement);
    selectors.push(scrolls ? await runScrollable(call.parts.display, statement) : parseUiSelector(statement));
  }
  const snapshot = seenBy(call);
  const within = contextOf(call, context, snapshot);
  const found = selectors.flatMap((selector) => findSelected(snapshot, selector, within));
  return { snapshot, views: found.filter((view, order) => found.indexOf(view) === order) };
}

/** In the very snapshot that is searched. */
function contextOf(call: Call, context: unknown, snapshot: ViewSnapshot): PlacedView | undefined {
  if (typeof context !== 'string' || context.trim() === '') return undefined;
  return call.session.elements.view(context, snapshot);
}

/** The app under test, by the session's capability; the server's own package without one. */
function packageOf({ session: { capabilities } }: Call): string | undefined {
  const named = capabilities.appPackage ?? capabilities['appium:appPackage'];
  return typeof named === 'string' && named !== '' ? named : undefined;
}
