import { DOMParser } from '@xmldom/xmldom';
import xpath from 'xpath';
import { isWithin, type PlacedView } from '../view-tree.ts';
import { ProtocolError } from './protocol-error.ts';
import { sourceXml } from './source-xml.ts';
import { parseUiSelector } from './ui-selector.ts';
import type { ViewSnapshot } from './view-attributes.ts';

/** What a client looks for. */
export interface Query {
  readonly strategy: string;
  readonly selector: string;
  /** Only what is in this view. */
  readonly within?: PlacedView;
}

/** All views that a query means, in document order. An unknown strategy or a bad selector is `invalid selector`. */
export function findViews(snapshot: ViewSnapshot, query: Query): readonly PlacedView[] {
  const { strategy, selector, within } = query;
  if (strategy === 'xpath') return byXpath(snapshot, query);
  const views =
    within === undefined
      ? snapshot.views
      : snapshot.views.filter((view) => view !== within && isWithin(view, within));
  switch (strategy) {
    case 'id': {
      // As the real server does: an id without a package means one of the app in front.
      const id = selector.includes(':') ? selector : `${snapshot.package}:id/${selector}`;
      return views.filter(({ view }) => view.resourceId === id);
    }
    case 'accessibility id':
      return views.filter(({ view }) => view.contentDescription === selector);
    case 'class name':
      return views.filter(({ view }) => view.className === selector);
    case '-android uiautomator':
      return byUiSelector(views, selector);
    default:
      throw new ProtocolError(
        'invalid selector',
        `Locator strategy '${strategy}' is not supported on this phone`,
      );
  }
}

function byUiSelector(views: readonly PlacedView[], selector: string): readonly PlacedView[] {
  const { matches, instance } = parseUiSelector(selector);
  const found = views.filter(({ view }) => matches(view));
  return instance === undefined ? found : found.slice(instance, instance + 1);
}

/** Asks the same XML that `/source` gives, so that a selector tried out on a saved source finds the same views. */
function byXpath(snapshot: ViewSnapshot, query: Query): readonly PlacedView[] {
  const document = new DOMParser().parseFromString(sourceXml(snapshot), 'text/xml');
  // In document order the first element is <hierarchy>, the others are the views, one for one.
  const elements: readonly unknown[] = Array.from(document.getElementsByTagName('*')).slice(1);
  const context = query.within === undefined ? document : elements[snapshot.views.indexOf(query.within)];
  const positions = selectedNodes(query.selector, context).map((node) => elements.indexOf(node));
  return positions
    .filter((position, order) => position >= 0 && positions.indexOf(position) === order)
    .flatMap((position) => snapshot.views[position] ?? []);
}

function selectedNodes(selector: string, context: unknown): readonly unknown[] {
  let selected: unknown;
  try {
    // Its types speak of the browser's DOM, which xmldom implements and Node does not declare.
    selected = xpath.select(selector, context as Parameters<typeof xpath.select>[1]);
  } catch (cause) {
    throw new ProtocolError('invalid selector', `Cannot evaluate the XPath ${selector}: ${String(cause)}`);
  }
  if (Array.isArray(selected)) return selected;
  throw new ProtocolError(
    'invalid selector',
    `The XPath ${selector} selects a ${typeof selected}, not views`,
  );
}
