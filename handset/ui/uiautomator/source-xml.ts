import type { PlacedView } from '../view-tree.ts';
import { type ViewSnapshot, viewAttributes } from './view-attributes.ts';

/** The screen as UiAutomator2's `/source` writes it: one element for each view, named after its class. */
export function sourceXml(snapshot: ViewSnapshot): string {
  const [root] = snapshot.views;
  const size = `rotation="0" width="${snapshot.width}" height="${snapshot.height}"`;
  const body = root === undefined ? '' : elementXml(root, snapshot, childrenByParent(snapshot.views));
  const declaration = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>";
  return `${declaration}\n<hierarchy index="0" class="hierarchy" ${size}>${body}</hierarchy>\n`;
}

type Children = ReadonlyMap<PlacedView | undefined, readonly PlacedView[]>;

function elementXml(placed: PlacedView, snapshot: ViewSnapshot, children: Children): string {
  const name = elementName(placed.view.className);
  const attributes = [...viewAttributes(placed, snapshot)].map(
    ([key, value]) => `${key}="${escaped(value)}"`,
  );
  const inner = (children.get(placed) ?? []).map((child) => elementXml(child, snapshot, children));
  return `<${name} ${attributes.join(' ')}>${inner.join('')}</${name}>`;
}

function childrenByParent(views: readonly PlacedView[]): Children {
  const children = new Map<PlacedView | undefined, PlacedView[]>();
  for (const view of views) {
    const siblings = children.get(view.parent);
    if (siblings === undefined) children.set(view.parent, [view]);
    else siblings.push(view);
  }
  return children;
}

/** A class name is the app's to choose; as an element's name it must be an XML one (inner classes have a `$`). */
function elementName(className: string): string {
  const name = className.replaceAll(/[^A-Za-z0-9._-]/g, '_');
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}

/** XML 1.0 §2.2: what is not a `Char` cannot be written at all, not even as a character reference. */
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function escaped(value: string): string {
  return value.replaceAll(ILLEGAL, '').replaceAll(/[&<>"'\t\n\r]/g, (character) => ESCAPES[character] ?? '');
}
