import { FormReader } from './form-reader.ts';
import { attributeOf, htmlTokens } from './html-tokens.ts';

/** What the phone's browser shows of a page. */
export interface Page {
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly forms: readonly Form[];
}

export interface Form {
  /** As the page says it; empty for the page itself. */
  readonly action: string;
  readonly method: 'get' | 'post';
  readonly multipart: boolean;
  readonly hidden: readonly (readonly [name: string, value: string])[];
}

export type Block =
  | { readonly kind: 'text'; readonly text: string /** 1 to 6 for a heading. */; readonly heading?: number }
  | { readonly kind: 'image'; readonly source: string; readonly alt: string }
  /** Parts of a form, by its place among the page's forms. */
  | { readonly kind: 'file'; readonly form: number; readonly name: string }
  | { readonly kind: 'submit'; readonly form: number; readonly label: string };

const BREAKING =
  /^(?:p|div|br|hr|li|ul|ol|dl|dt|dd|tr|table|section|article|header|footer|main|nav|form|body|h[1-6])$/;
const MOST_BLOCKS = 300;
const LONGEST_BLOCK = 5_000;

/**
 * Reads a small, honest subset of HTML: title, headings, paragraphs, images, text. Other tags are ignored while their
 * text is shown; scripts and styles are dropped. Of forms it knows files, hidden values and the button. Any input gives
 * a page.
 */
export function readHtml(html: string): Page {
  const blocks: Block[] = [];
  const forms = new FormReader(blocks);
  const titles: string[] = [];
  let inTitle = false;
  let text = '';
  let heading = 0;
  const endBlock = (): void => {
    const shown = collapsed(text);
    if (shown !== '') blocks.push({ kind: 'text', text: shown, ...(heading > 0 ? { heading } : {}) });
    text = '';
  };
  for (const token of htmlTokens(html)) {
    if (blocks.length >= MOST_BLOCKS) break;
    if (token.kind === 'text') {
      if (inTitle) titles.push(token.text);
      else if (text.length < LONGEST_BLOCK) text += token.text;
    } else if (token.name === 'title') {
      inTitle = !token.closes;
    } else if (token.name === 'img') {
      endBlock();
      const source = attributeOf(token.attributes, 'src');
      if (source !== '') blocks.push({ kind: 'image', source, alt: attributeOf(token.attributes, 'alt') });
    } else if (token.name === 'input') {
      endBlock();
      forms.input(token.attributes);
    } else if (BREAKING.test(token.name)) {
      endBlock();
      if (token.name === 'form') forms.form(token.attributes, token.closes);
      if (/^h[1-6]$/.test(token.name)) heading = token.closes ? 0 : Number(token.name[1]);
    }
  }
  endBlock();
  return { title: collapsed(titles[0] ?? ''), blocks: blocks.slice(0, MOST_BLOCKS), forms: forms.all };
}

/** White space as HTML shows it: one blank. Pages may say more than any display holds. */
function collapsed(text: string): string {
  return text.slice(0, LONGEST_BLOCK).replaceAll(/\s+/g, ' ').trim();
}
