import { DOMParser } from '@xmldom/xmldom';
import xpath from 'xpath';
import { isWithin, type PlacedView } from '../view-tree.ts';
import { viewsOf } from './match-selector.ts';
import { ProtocolError } from './protocol-error.ts';
import { sourceXml } from './source-xml.ts';
import { parseUiSelector, type UiSelector } from './ui-selector.ts';
import type { ViewSnapshot } from './view-attributes.ts';
import { withinTime } from './within-time.ts';

/** What a client looks for. */
export interface Query {
  readonly strategy: string;
  readonly selector: string;
  /** Only what is in this view. */
  readonly within?: PlacedView;
  /** Whose an id without a package is. */
  readonly ownPackage?: string;
}

const STRATEGIES = ['id', 'xpath', 'accessibility id', 'class name', '-android uiautomator'];
/** Of a client's expression; a phone answers within milliseconds too. */
const LONGEST_SEARCH_MS = 1_000;

/** All views that a query means, in document order. An unknown strategy or a bad selector is `invalid selector`. */
export function findViews(snapshot: ViewSnapshot, query: Query): readonly PlacedView[] {
  return inTime(query.selector, () => searched(snapshot, query));
}

export function findSelected(
  snapshot: ViewSnapshot,
  selector: UiSelector,
  within: PlacedView | undefined,
): readonly PlacedView[] {
  return inTime(selector.source, () => viewsOf(selector, snapshot, within));
}

function inTime(selector: string, search: () => readonly PlacedView[]): readonly PlacedView[] {
  const found = withinTime(LONGEST_SEARCH_MS, search);
  if (found !== undefined) return found;
  throw new ProtocolError(
    'unknown error',
    `The search for ${selector.slice(0, 200)} did not end within ${LONGEST_SEARCH_MS} ms`,
  );
}

function searched(snapshot: ViewSnapshot, query: Query): readonly PlacedView[] {
  const { strategy, selector, within } = query;
  const views =
    within === undefined
      ? snapshot.views
      : snapshot.views.filter((view) => view !== within && isWithin(view, within));
  switch (strategy) {
    case 'id': {
      const id = qualified(selector, query.ownPackage ?? snapshot.package);
      return views.filter(({ view }) => view.resourceId === id);
    }
    case 'accessibility id':
      return views.filter(({ view }) => view.contentDescription === selector);
    case 'class name':
      return views.filter(({ view }) => view.className === selector);
    case '-android uiautomator':
      return viewsOf(parseUiSelector(selector), snapshot, within);
    case 'xpath':
      return byXpath(snapshot, query);
    default:
      throw new ProtocolError(
        'invalid selector',
        `Selector strategy '${strategy}' is not supported. Only the following selector strategies are supported: [${STRATEGIES.join(', ')}]`,
      );
  }
}

/** ElementLocationHelpers.rewriteIdLocator of the server. */
function qualified(id: string, ownPackage: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9._]*:[^/]+\/\S+$/.test(id) ? id : `${ownPackage}:id/${id}`;
}

/** Asks the same XML that `/source` gives, so that a selector tried out on a saved source finds the same views. */
function byXpath(snapshot: ViewSnapshot, query: Query): readonly PlacedView[] {
  const document = new DOMParser().parseFromString(sourceXml(snapshot), 'text/xml');
  // In document order the first element is <hierarchy>, the others are the views, one for one, then toasts.
  const elements: readonly unknown[] = Array.from(document.getElementsByTagName('*')).slice(1);
  const context = query.within === undefined ? document : elements[snapshot.views.indexOf(query.within)];
  const inOrder = [...snapshot.views, ...snapshot.toasts];
  const places = new Map(elements.map((element, place) => [element, place]));
  const found = new Set(selectedNodes(query.selector, context).map((node) => places.get(node)));
  return [...found].flatMap((place) => (place === undefined ? [] : (inOrder[place] ?? [])));
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
