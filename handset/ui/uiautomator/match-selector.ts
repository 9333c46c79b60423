import type { PlacedView } from '../view-tree.ts';
import type { UiSelector } from './ui-selector.ts';
import { factsOf, type ViewFacts, type ViewSnapshot } from './view-attributes.ts';

/** Views by their parents, and what is said of each, worked out once for a snapshot. */
interface Tree {
  readonly roots: readonly PlacedView[];
  children(view: PlacedView): readonly PlacedView[];
  facts(view: PlacedView): ViewFacts;
}

/** All views that a selector means, as the server's ByUiAutomatorFinder.matchDescendantElements collects them. */
export function viewsOf(
  selector: UiSelector,
  snapshot: ViewSnapshot,
  within: PlacedView | undefined,
): readonly PlacedView[] {
  const tree = treeOf(snapshot, within);
  if (selector.instance !== undefined) return first(selector, tree);
  const found: PlacedView[] = [];
  for (let turn = 0; turn <= snapshot.views.length; turn += 1) {
    // A pattern for the class turns the count into one of places among siblings: so does the server.
    const counted = selector.classPattern ? { ...selector, index: turn } : { ...selector, instance: turn };
    const [view] = first(counted, tree);
    if (view === undefined) break;
    found.push(view);
  }
  return found.filter((view, order) => found.indexOf(view) === order);
}

/** The view that a selector means by itself. */
export function viewOf(
  selector: UiSelector,
  snapshot: ViewSnapshot,
  within: PlacedView | undefined,
): PlacedView | undefined {
  return first(selector, treeOf(snapshot, within))[0];
}

/** Counters of instances, which go on through the whole search (SubSelector's in UiSelector.java). */
type Counters = Map<UiSelector, number>;

function first(selector: UiSelector, tree: Tree): readonly PlacedView[] {
  const counters: Counters = new Map();
  for (const root of tree.roots) {
    const found = search(selector, root, { tree, counters });
    if (found !== undefined) return [found];
  }
  return [];
}

interface Search {
  readonly tree: Tree;
  readonly counters: Counters;
}

/** QueryController.findNodeRegularRecursive of UiAutomator. */
function search(selector: UiSelector, view: PlacedView, at: Search): PlacedView | undefined {
  let wanted = selector;
  let below = view;
  if (isMeant(selector, view, at)) {
    if (selector.child === undefined && selector.fromParent === undefined) return view;
    wanted = selector.child ?? selector.fromParent ?? selector;
    if (selector.child === undefined) below = view.parent ?? view;
  }
  for (const child of at.tree.children(below)) {
    const found = search(wanted, child, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isMeant(selector: UiSelector, view: PlacedView, { tree, counters }: Search): boolean {
  if (selector.index !== undefined && view.index !== selector.index) return false;
  if (!selector.matches(tree.facts(view))) return false;
  const before = counters.get(selector) ?? 0;
  counters.set(selector, before + 1);
  return before === (selector.instance ?? before);
}

function treeOf(snapshot: ViewSnapshot, within: PlacedView | undefined): Tree {
  const children = new Map<PlacedView | undefined, PlacedView[]>();
  for (const view of snapshot.views) {
    const siblings = children.get(view.parent);
    if (siblings === undefined) children.set(view.parent, [view]);
    else siblings.push(view);
  }
  const known = new Map<PlacedView, ViewFacts>();
  return {
    roots: children.get(within) ?? [],
    children: (view) => children.get(view) ?? [],
    facts(view) {
      const facts = known.get(view) ?? factsOf(view, snapshot);
      known.set(view, facts);
      return facts;
    },
  };
}
