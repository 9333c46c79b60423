import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { View } from '../../screen-parts.ts';
import { placedViews } from '../view-tree.ts';
import { findViews } from './find.ts';
import { sourceXml } from './source-xml.ts';
import type { ViewSnapshot } from './view-attributes.ts';

const bounds = { left: 0, top: 0, right: 100, bottom: 100 };
const text = (words: string, more: Partial<View> = {}): View => ({
  className: 'android.widget.TextView',
  bounds,
  text: words,
  ...more,
});

function snapshotOf(...children: readonly View[]): ViewSnapshot {
  const root: View = { className: 'android.widget.FrameLayout', bounds, children };
  const views = placedViews(root);
  return {
    package: 'a.b',
    activity: 'a.b.Main',
    views,
    all: views,
    toasts: [],
    focus: undefined,
    scrollable: () => false,
    width: 1080,
    height: 2160,
    rotation: 0,
  };
}

const SCREEN = snapshotOf(
  text('one', { resourceId: 'a.b:id/line' }),
  {
    className: 'android.widget.LinearLayout',
    bounds,
    resourceId: 'a.b:id/card',
    children: [
      text('two', { resourceId: 'a.b:id/line' }),
      text('京东 & "co"', { contentDescription: 'name' }),
    ],
  },
  text('x:y', { resourceId: 'other:id/line' }),
);
const found = (strategy: string, selector: string, within?: string): readonly (string | undefined)[] => {
  const scope = SCREEN.views.find(({ view }) => view.resourceId === within);
  const query = { strategy, selector, ...(scope === undefined ? {} : { within: scope }) };
  return findViews(SCREEN, query).map(({ view }) => view.text ?? view.className);
};

describe('finding views', () => {
  it.each<readonly [string, string, string | undefined, readonly string[]]>([
    ['id', 'a.b:id/line', undefined, ['one', 'two']],
    ['id', 'line', undefined, ['one', 'two']],
    ['id', 'other:id/line', undefined, ['x:y']],
    ['id', 'a.b:id/lin', undefined, []],
    ['id', 'a.b:id/line', 'a.b:id/card', ['two']],
    ['accessibility id', 'name', undefined, ['京东 & "co"']],
    ['accessibility id', 'nam', undefined, []],
    ['class name', 'android.widget.LinearLayout', undefined, ['android.widget.LinearLayout']],
    ['class name', 'TextView', undefined, []],
    ['xpath', '//*[@resource-id="a.b:id/line"]', undefined, ['one', 'two']],
    ['xpath', '//android.widget.TextView[@text=\'京东 & "co"\']', undefined, ['京东 & "co"']],
    [
      'xpath',
      '//*[contains(@content-desc, "nam") or contains(@text, "on")]',
      undefined,
      ['one', '京东 & "co"'],
    ],
    ['xpath', '//android.widget.LinearLayout/*[1]', undefined, ['two']],
    ['xpath', './/*', 'a.b:id/card', ['two', '京东 & "co"']],
    ['xpath', '/hierarchy/android.widget.FrameLayout', undefined, ['android.widget.FrameLayout']],
    ['xpath', '/hierarchy', undefined, []],
    ['-android uiautomator', 'new UiSelector().resourceId("a.b:id/line").instance(1)', undefined, ['two']],
    ['-android uiautomator', 'new UiSelector().resourceId("a.b:id/line").instance(2)', undefined, []],
    ['-android uiautomator', 'resourceId("a.b:id/line")', undefined, ['one', 'two']],
    ['-android uiautomator', 'new UiSelector().index(1)', 'a.b:id/card', ['京东 & "co"']],
    [
      '-android uiautomator',
      'new UiSelector().resourceId("a.b:id/card").childSelector(new UiSelector().textContains("co"))',
      undefined,
      ['京东 & "co"'],
    ],
    [
      '-android uiautomator',
      'new UiSelector().className("android.widget.LinearLayout").childSelector(new UiSelector().instance(0))',
      undefined,
      ['two'],
    ],
    ['-android uiautomator', 'text("two").fromParent(description("name"))', undefined, ['京东 & "co"']],
    ['-android uiautomator', 'new UiSelector().textMatches("(one|two)")', undefined, ['one', 'two']],
  ])('by %s %s within %s', (strategy, selector, within, texts) => {
    expect(found(strategy, selector, within)).toEqual(texts);
  });

  it.each([
    ['css selector', '#a'],
    ['name', 'a'],
    ['xpath', ''],
    ['xpath', '//*['],
    ['xpath', 'count(//*)'],
    ['xpath', '//@text/..///'],
    ['-android uiautomator', 'new UiSelector().colour("red")'],
  ])('refuses %s %j', (strategy, selector) => {
    expect(() => found(strategy, selector)).toThrow(expect.objectContaining({ code: 'invalid selector' }));
  });
});

describe('the source of a screen', () => {
  it('names elements after their classes, with what accessibility says of them', () => {
    const xml = sourceXml(snapshotOf(text('a')));
    expect(xml).toContain('<hierarchy index="0" class="hierarchy" rotation="0" width="1080" height="2160">');
    expect(xml).toContain(
      '<android.widget.TextView index="0" package="a.b" class="android.widget.TextView" text="a" checkable="false"',
    );
    expect(xml).toContain('bounds="[0,0][100,100]" displayed="true"></android.widget.TextView>');
  });

  it('stays well-formed, and keeps each text that XML can hold, whatever an app says', () => {
    const words = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(words, words, (said, className) => {
        const xml = sourceXml(snapshotOf(text(said, { className, contentDescription: said })));
        const document = new DOMParser({
          onError: (level, message) => {
            throw new Error(`${level}: ${message}`);
          },
        }).parseFromString(xml, 'text/xml');
        const element = Array.from(document.getElementsByTagName('*')).at(-1);
        const legal = said.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
        expect(element?.getAttribute('text')).toBe(legal);
        expect(element?.getAttribute('content-desc')).toBe(legal);
      }),
    );
  });
});
