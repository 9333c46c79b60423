import { randomUUID } from 'node:crypto';
import type { PlacedView } from '../view-tree.ts';
import { ProtocolError } from './protocol-error.ts';
import type { ViewSnapshot } from './view-attributes.ts';

/** The key of an element's id in W3C WebDriver (§12.1); the older one stands beside it. */
export const ELEMENT_KEY = 'element-6066-11e4-a52e-4f735466cecf';

/** Elements that a session has handed out. */
export interface Elements {
  /** The element of a view, as clients get it. The same view has the same id as long as it is there. */
  reference(
    view: PlacedView,
    snapshot: ViewSnapshot,
    selector: string | undefined,
  ): Readonly<Record<string, string>>;
  /** The UiSelector that an element was found by; `undefined` for one that was found otherwise. */
  selector(id: string): string | undefined;
  /** The view of an element; `stale element reference` when it is gone, `no such element` for an unknown id. */
  view(id: string, snapshot: ViewSnapshot): PlacedView;
}

/** What makes a view the same one on the next look: apps make their screens anew at each change. */
interface Identity {
  readonly screen: string;
  readonly key: string;
  readonly selector?: string;
}

/** A session that asks for ever more elements must not grow for ever: the oldest are forgotten. */
const MOST_ELEMENTS = 5_000;

export function createElements(): Elements {
  const identities = new Map<string, Identity>();
  const ids = new Map<string, string>();
  return {
    reference(view, snapshot, selector) {
      const identity = identityOf(view, snapshot);
      const name = `${identity.screen}\n${identity.key}`;
      const id = ids.get(name) ?? randomUUID();
      ids.set(name, id);
      identities.set(id, selector === undefined ? identity : { ...identity, selector });
      if (identities.size > MOST_ELEMENTS) forgetOldest(identities, ids);
      return { ELEMENT: id, [ELEMENT_KEY]: id };
    },
    selector: (id) => identities.get(id)?.selector,
    view(id, snapshot) {
      const identity = identities.get(id);
      if (identity === undefined) {
        const message = `The element identified by '${id}' is not present in the cache or has expired. Try to find it again`;
        throw new ProtocolError('no such element', message);
      }
      const known = [...snapshot.all, ...snapshot.toasts];
      const view = known.find((one) => sameIdentity(identityOf(one, snapshot), identity));
      if (view !== undefined) return view;
      throw new ProtocolError('stale element reference', `The element '${id}' does not exist in DOM anymore`);
    },
  };
}

/** A view with a resource id is known by it, whatever its text becomes; any other by its place and what it says. */
function identityOf(placed: PlacedView, snapshot: ViewSnapshot): Identity {
  const { view } = placed;
  const screen = `${snapshot.package}/${snapshot.activity}`;
  if (view.resourceId === undefined) {
    const said = [placed.path.join('.'), view.className, view.text, view.contentDescription];
    return { screen, key: JSON.stringify(said) };
  }
  const twins = snapshot.all.filter(
    (one) => one.view.resourceId === view.resourceId && one.view.className === view.className,
  );
  return {
    screen,
    key: JSON.stringify([
      view.className,
      view.resourceId,
      twins.findIndex(({ path }) => path.join() === placed.path.join()),
    ]),
  };
}

function sameIdentity(one: Identity, other: Identity): boolean {
  return one.screen === other.screen && one.key === other.key;
}

function forgetOldest(identities: Map<string, Identity>, ids: Map<string, string>): void {
  for (const [id, identity] of identities) {
    identities.delete(id);
    ids.delete(`${identity.screen}\n${identity.key}`);
    return;
  }
}
