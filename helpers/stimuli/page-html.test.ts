import { expect, it } from 'vitest';
import { pageHtml } from './page-html.ts';

it('is one image with its name, for browsers and for accessibility, and runs nothing', () => {
  const html = pageHtml('page.png', 'stimulus 1');
  expect(html).toContain('<img src="page.png" alt="stimulus 1"');
  expect(html).not.toContain('<script');
});
