import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, readHtml } from './read-html.ts';

const text = (words: string): Block => ({ kind: 'text', text: words });

describe('the browser’s reading of HTML', () => {
  it.each<readonly [string, readonly Block[]]>([
    ['<p>one<p>two', [text('one'), text('two')]],
    ['a <b>bold</b> <unknown>word</unknown>', [text('a bold word')]],
    ['<h2>Head</h2>body', [{ kind: 'text', text: 'Head', heading: 2 }, text('body')]],
    ['1 < 2 &amp;&lt;p&gt; &#20140;&#x4e1c; &bogus; &#0;', [text('1 < 2 &<p> 京东 &bogus; \ufffd')]],
    ['<script>if (a<b) alert("<p>no</p>")</script>yes', [text('yes')]],
    ['<SCRIPT>never closed <p>no', []],
    ['<style>p{}</style><!-- <p>no</p> -->yes', [text('yes')]],
    ['<img src="a.png" alt="A &amp; B">', [{ kind: 'image', source: 'a.png', alt: 'A & B' }]],
    ["<IMG ALT='>' SRC = b.png />", [{ kind: 'image', source: 'b.png', alt: '>' }]],
    ['<img alt="no source">', []],
    ['<img data-src="x" src="y">', [{ kind: 'image', source: 'y', alt: '' }]],
    ['cut off <img src="a.png"', [text('cut off')]],
  ])('of %j', (html, blocks) => {
    expect(readHtml(html).blocks).toEqual(blocks);
  });

  it('takes the first title, which is not text of the page', () => {
    expect(readHtml('<title> A \n B </title><title>C</title>')).toMatchObject({ title: 'A B', blocks: [] });
  });

  it('reads whatever comes', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '<img src=',
      '<script>',
      '</',
      '<!--',
      '&#',
      'x',
      ' ',
      '<p',
      '=',
    );
    fc.assert(fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => void readHtml(parts.join(''))));
  });

  // Anything that is not linear in the page's length runs into the test's time limit here.
  it.each(['<', '<img ', '<a "', '<script>', '&#1', '<!--', '<p>x'])('reads a megabyte of %j', (piece) => {
    expect(readHtml(piece.repeat(1_000_000 / piece.length)).title).toBe('');
  });
});
