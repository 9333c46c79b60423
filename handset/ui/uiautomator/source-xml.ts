import type { PlacedView } from '../view-tree.ts';
import { type ViewSnapshot, viewAttributes } from './view-attributes.ts';

/** The screen as UiAutomator2's `/source` writes it: one element for each view, named after its class. */
export function sourceXml(snapshot: ViewSnapshot): string {
  const [root] = snapshot.views;
  const size = `rotation="${snapshot.rotation}" width="${snapshot.width}" height="${snapshot.height}"`;
  const views = root === undefined ? '' : elementXml(root, snapshot, childrenByParent(snapshot.views));
  const body = views + snapshot.toasts.map((toast, order) => toastXml(toast, order + 1)).join('');
  const declaration = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>";
  return `${declaration}\n<hierarchy index="0" class="hierarchy" ${size}>${body}</hierarchy>\n`;
}

function toastXml({ view }: PlacedView, index: number): string {
  const text = escaped(view.text ?? '');
  const named = `package="com.android.settings" class="${view.className}" text="${text}" displayed="true"`;
  return `<${view.className} index="${index}" ${named}></${view.className}>`;
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

/**
 * A class name is the app's to choose; as an element's name it must be an XML one. The `$` of inner classes and the like
 * become dots (AccessibilityNodeInfoDumper.toXmlNodeName); what else XML does not allow, an underscore, which is ours.
 */
function elementName(className: string): string {
  const dotted = className
    .replaceAll(/[$@#&]/g, '.')
    .replaceAll(/\.+/g, '.')
    .replaceAll(/^\.|\.$/g, '');
  if (dotted.trim() === '') return 'android.view.View';
  const name = dotted.replaceAll(/[^A-Za-z0-9._-]/g, '_');
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
