import { attributeOf } from './html-tokens.ts';
import type { Block, Form } from './read-html.ts';

const MOST_FORMS = 20;
const MOST_HIDDEN = 100;

/** Gathers the forms of a page while its tags go by. */
export class FormReader {
  readonly #blocks: Block[];
  readonly #hidden: [name: string, value: string][][] = [];
  readonly #forms: Form[] = [];
  #inside = false;

  constructor(blocks: Block[]) {
    this.#blocks = blocks;
  }

  get all(): readonly Form[] {
    return this.#forms;
  }

  form(attributes: string, closes: boolean): void {
    this.#inside = !closes && this.#forms.length < MOST_FORMS;
    if (!this.#inside) return;
    const hidden: [string, string][] = [];
    this.#hidden.push(hidden);
    this.#forms.push({
      action: attributeOf(attributes, 'action'),
      method: attributeOf(attributes, 'method').toLowerCase() === 'post' ? 'post' : 'get',
      multipart: attributeOf(attributes, 'enctype').toLowerCase() === 'multipart/form-data',
      hidden,
    });
  }

  /** One outside of every form sends nothing, and is not shown. */
  input(attributes: string): void {
    if (!this.#inside) return;
    const form = this.#forms.length - 1;
    const name = attributeOf(attributes, 'name');
    const value = attributeOf(attributes, 'value');
    const type = attributeOf(attributes, 'type').toLowerCase();
    if (type === 'file') this.#blocks.push({ kind: 'file', form, name });
    else if (type === 'submit')
      this.#blocks.push({ kind: 'submit', form, label: value === '' ? '提交' : value });
    else if (type === 'hidden' && name !== '') this.#addHidden(form, name, value);
  }

  #addHidden(form: number, name: string, value: string): void {
    const hidden = this.#hidden[form];
    if (hidden !== undefined && hidden.length < MOST_HIDDEN) hidden.push([name, value]);
  }
}
