import type { PlacedView } from '../view-tree.ts';
import { ProtocolError } from './protocol-error.ts';
import { factsOf, type ViewFacts, type ViewSnapshot } from './view-attributes.ts';

type Ask = (facts: ViewFacts) => string | number | boolean | undefined;

/** The attributes that can be asked for, by their first names (Attribute and UiObject2Element of the server). */
const ATTRIBUTES: readonly (readonly [names: readonly string[], ask: Ask])[] = [
  [['checkable'], (facts) => facts.checkable],
  [['checked'], (facts) => facts.checked],
  [['class', 'className'], (facts) => facts.className],
  [['clickable'], (facts) => facts.clickable],
  [['content-desc', 'contentDescription'], (facts) => facts.description],
  [['enabled'], (facts) => facts.enabled],
  [['focusable'], (facts) => facts.focusable],
  [['focused'], (facts) => facts.focused],
  [['long-clickable', 'longClickable'], (facts) => facts.longClickable],
  [['package'], (facts) => facts.packageName],
  [['password'], (facts) => facts.password],
  [['resource-id', 'resourceId'], (facts) => facts.resourceId],
  [['scrollable'], (facts) => facts.scrollable],
  // No text is ever selected here.
  [['selection-start'], () => undefined],
  [['selection-end'], () => undefined],
  [['selected'], (facts) => facts.selected],
  [['text', 'name'], (facts) => facts.text],
  [['hint'], (facts) => facts.hint],
  [['extras'], () => ''],
  [['bounds'], ({ bounds }) => `[${bounds.left},${bounds.top}][${bounds.right},${bounds.bottom}]`],
  [['displayed'], (facts) => facts.displayed],
  [['is-collection', 'isCollection'], () => false],
  [['is-collection-item', 'isCollectionItem'], () => false],
];

/** An attribute as a string, null where the view has none; `unknown command` for a name that the server does not know. */
export function attributeOf(placed: PlacedView, snapshot: ViewSnapshot, name: string): string | null {
  const wanted = name.toLowerCase();
  const found = ATTRIBUTES.find(([names]) => names.some((one) => one.toLowerCase() === wanted));
  if (found === undefined) {
    const known = ATTRIBUTES.map(([names]) => (names.length > 1 ? `{${names.join(',')}}` : names[0]));
    throw new ProtocolError(
      'unknown command',
      `'${name}' attribute is unknown for the element. Only the following attributes are supported: [${known.join(', ')}]`,
    );
  }
  const value = found[1](factsOf(placed, snapshot));
  return value === undefined ? null : String(value);
}
