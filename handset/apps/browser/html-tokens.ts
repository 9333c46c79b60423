/** A piece of an HTML text: words between tags, or one tag. */
export type HtmlToken = { readonly kind: 'text'; readonly text: string } | HtmlTag;

interface HtmlTag {
  readonly kind: 'tag';
  readonly name: string;
  readonly closes: boolean;
  readonly attributes: string;
}

/** Elements whose content is not markup, and nothing that this browser shows. Scripts never run. */
const RAW = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'iframe',
  'object',
  'textarea',
  'select',
]);

/** Cuts HTML into words and tags, in one pass without backtracking: a page may be megabytes of nothing but `<`. */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  const lowerCase = html.toLowerCase();
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const wordsEnd = open < 0 ? html.length : open;
    if (wordsEnd > at) yield { kind: 'text', text: decodeEntities(html.slice(at, wordsEnd)) };
    if (open < 0) return;
    if (!/[A-Za-z/!?]/.test(html.charAt(open + 1))) {
      yield { kind: 'text', text: '<' };
      at = open + 1;
      continue;
    }
    const end = html.startsWith('<!--', open) ? commentEnd(html, open) : tagEnd(html, open + 1);
    // What is cut off within a tag is not shown; browsers drop it too.
    if (end < 0) return;
    at = end + 1;
    const tag = tagToken(html.slice(open + 1, end));
    if (tag === undefined) continue;
    yield tag;
    if (tag.closes || !RAW.has(tag.name)) continue;
    at = lowerCase.indexOf(`</${tag.name}`, at);
    if (at < 0) return;
  }
}

/** The value of an attribute with its entities decoded; empty when it is missing. */
export function attributeOf(attributes: string, name: string): string {
  for (const [, key = '', doubled, single, bare] of attributes.slice(0, 20_000).matchAll(ATTRIBUTE)) {
    if (key.toLowerCase() === name) return decodeEntities(doubled ?? single ?? bare ?? '').trim();
  }
  return '';
}

const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;

function tagToken(inner: string): HtmlTag | undefined {
  const [, slash, name] = /^(\/?)([A-Za-z][A-Za-z0-9:-]{0,60})/.exec(inner) ?? [];
  if (name === undefined) return undefined;
  const attributes = inner.slice((slash ?? '').length + name.length);
  return { kind: 'tag', name: name.toLowerCase(), closes: slash === '/', attributes };
}

/** Position of the `>` that ends a tag: one within quotes does not. */
function tagEnd(html: string, from: number): number {
  let quote = '';
  for (let at = from; at < html.length; at += 1) {
    const character = html.charAt(at);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '>') return at;
    else if (character === '"' || character === "'") quote = character;
  }
  return -1;
}

function commentEnd(html: string, open: number): number {
  const end = html.indexOf('-->', open + 4);
  return end < 0 ? -1 : end + 2;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
  ['yen', '¥'],
  ['copy', '©'],
  ['middot', '·'],
]);

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{2,8}));/g, (whole, ...groups) => {
    const [decimal, hex, name] = groups as readonly (string | undefined)[];
    if (name !== undefined) return ENTITIES.get(name) ?? whole;
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16);
    // HTML, "numeric character reference end state": what is out of range or a surrogate becomes U+FFFD.
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
      ? '\ufffd'
      : String.fromCodePoint(code);
  });
}
