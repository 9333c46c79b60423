import { beforeEach, describe, expect, it } from 'vitest';
import type { View } from '../../screen-parts.ts';
import { type FakeServer, fakeServer } from './server.fake.ts';

let server: FakeServer;
let said: string[];
beforeEach(async () => {
  server = await fakeServer();
  said = [];
  server.show([pad, list]);
});

const pad: View = {
  className: 'android.view.View',
  bounds: { left: 100, top: 100, right: 900, bottom: 500 },
  resourceId: 'a.b:id/pad',
  clickable: true,
  onClick: () => void said.push('click'),
  onLongClick: () => void said.push('long'),
  onSwipe: (direction) => void said.push(direction),
  onPinch: (scale) => void said.push(scale > 1 ? 'open' : 'close'),
};

/** Twenty rows of 200 pixels in a list of 1000. */
const list: View = {
  className: 'android.widget.ListView',
  bounds: { left: 0, top: 600, right: 1080, bottom: 1600 },
  resourceId: 'a.b:id/list',
  scrolls: 'vertical',
  children: Array.from({ length: 20 }, (_, index) => ({
    className: 'android.widget.TextView',
    bounds: { left: 0, top: 600 + index * 200, right: 1080, bottom: 800 + index * 200 },
    resourceId: 'a.b:id/row',
    text: `row ${index}`,
    ...(index === 15 ? { contentDescription: 'the fifteenth' } : {}),
  })),
};

const rows = async (): Promise<readonly string[]> =>
  [...String(await server.get('source')).matchAll(/text="(row \d+)"/g)].map((found) => found[1] ?? '');

describe('gestures', () => {
  it.each<readonly [string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['click', { offset: { x: 200, y: 200 } }, ['click']],
    ['click', { offset: { x: 950, y: 200 } }, []],
    ['double_click', { offset: { x: 200, y: 200 } }, ['click', 'click']],
    ['long_click', { offset: { x: 200, y: 200 } }, ['long']],
    ['long_click', { offset: { x: 200, y: 200 }, duration: 100 }, ['click']],
    ['click', { locator: { strategy: 'id', selector: 'pad' } }, ['click']],
    [
      'swipe',
      { area: { left: 100, top: 100, width: 800, height: 400 }, direction: 'left', percent: 0.5 },
      ['left'],
    ],
    [
      'swipe',
      { area: { left: 100, top: 100, width: 800, height: 400 }, direction: 'UP', percent: 0.5 },
      ['up'],
    ],
    ['pinch_open', { area: { left: 100, top: 100, width: 800, height: 400 }, percent: 0.5 }, ['open']],
    ['pinch_close', { area: { left: 100, top: 100, width: 800, height: 400 }, percent: 0.5 }, ['close']],
    ['drag', { start: { x: 200, y: 200 }, end: { x: 800, y: 200 } }, ['long']],
  ])('%s %j', async (gesture, body, expected) => {
    await server.post(`appium/gestures/${gesture}`, body);
    expect(said).toEqual(expected);
  });

  it('begin at an element, or at an offset from its corner', async () => {
    const origin = server.element(await server.find('id', 'a.b:id/pad'));
    await server.post('appium/gestures/click', { origin });
    await server.post('appium/gestures/click', { origin, offset: { x: 1, y: 1 } });
    await server.post('appium/gestures/swipe', { origin, direction: 'right', percent: 1 });
    expect(said).toEqual(['click', 'click', 'right']);
  });

  it('scroll, and say whether there is more', async () => {
    const origin = server.element(await server.find('id', 'a.b:id/list'));
    const scroll = (direction: string, percent: number) =>
      server.post('appium/gestures/scroll', { origin, direction, percent });
    expect(await scroll('down', 0.5)).toBe(true);
    expect((await rows())[0]).toBe('row 1');
    expect(await scroll('down', 10)).toBe(false);
    expect((await rows()).at(-1)).toBe('row 19');
    expect(await server.post('appium/gestures/fling', { origin, direction: 'up' })).toBe(false);
    expect((await rows())[0]).toBe('row 0');
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ['click', {}],
    ['long_click', { offset: { x: 1, y: 1 }, duration: -1 }],
    ['drag', { end: { x: 1, y: 1 } }],
    ['swipe', { direction: 'up', percent: 1 }],
    ['swipe', { area: { left: 0, top: 0, width: 9, height: 9 }, direction: 'aside', percent: 1 }],
    ['swipe', { area: { left: 0, top: 0, width: 9, height: 9 }, direction: 'up', percent: 1.1 }],
    ['swipe', { area: { left: 0, top: 0, width: -9, height: 9 }, direction: 'up', percent: 1 }],
    ['scroll', { area: { left: 0, top: 0, width: 9, height: 9 }, direction: 'up', percent: -1 }],
    ['fling', { area: { left: 0, top: 0, width: 9, height: 9 }, direction: 'up', speed: 100 }],
    ['pinch_open', { percent: 1 }],
  ])('refuse %s %j', async (gesture, body) => {
    await expect(server.post(`appium/gestures/${gesture}`, body)).rejects.toMatchObject({
      error: 'invalid argument',
    });
    expect(said).toEqual([]);
  });
});

describe('looking for what has to be scrolled to', () => {
  const container = 'new UiScrollable(new UiSelector().scrollable(true))';
  it.each([
    `${container}.scrollIntoView(new UiSelector().text("row 15"))`,
    `${container}.scrollTextIntoView("row 15")`,
    `${container}.scrollDescriptionIntoView("the fifteenth")`,
    `${container}.getChildByText(new UiSelector().className("android.widget.TextView"), "row 15")`,
    `${container}.getChildByDescription(new UiSelector().resourceId("a.b:id/row"), "the fifteenth")`,
    `${container}.setMaxSearchSwipes(30).scrollIntoView(text("row 15"))`,
    `${container}.scrollToEnd(20).setAsVerticalList().scrollIntoView(text("row 15"))`,
    `new UiSelector().text("none");${container}.scrollTextIntoView("row 15")`,
  ])('%s', async (selector) => {
    const found = await server.post('elements', { strategy: '-android uiautomator', selector });
    expect(found).toHaveLength(1);
    expect(await rows()).toContain('row 15');
  });

  it('finds nothing when nothing is there, at the end of the list', async () => {
    const selector = `${container}.scrollIntoView(new UiSelector().text("row 99"))`;
    await expect(server.find('-android uiautomator', selector)).rejects.toMatchObject({
      error: 'no such element',
    });
    expect((await rows()).at(-1)).toBe('row 19');
  });

  it.each([
    `${container}.scrollIntoView("x")`,
    `${container}.scrollSideways()`,
    `${container}.setMaxSearchSwipes(many)`,
    'new UiScrollable().scrollToEnd(1)',
    'new UiScrollable(text("a"), text("b")).scrollToEnd(1)',
  ])('refuses %s', async (selector) => {
    await expect(server.find('-android uiautomator', selector)).rejects.toMatchObject({
      error: 'invalid selector',
    });
  });

  it('goes by `mobile: scroll`, and back to an element that a UiSelector found', async () => {
    const first = await server.find('-android uiautomator', 'text("row 0")');
    const whole = await server.find('-android uiautomator', 'scrollable(true)');
    await server.post('gestures/scroll_to', {
      params: { strategy: 'accessibility id', selector: 'the fifteenth' },
    });
    expect(await rows()).toContain('row 15');
    await server.post(`appium/element/${whole}/scroll_to/${first}`);
    expect(await rows()).toContain('row 0');
    const byId = await server.find('id', 'a.b:id/list');
    await expect(server.post(`appium/element/${byId}/scroll_to/${first}`)).rejects.toMatchObject({
      error: 'invalid argument',
    });
  });

  it('tells what is seen from what is there', async () => {
    const first = await server.find('-android uiautomator', 'text("row 0")');
    const origin = server.element(await server.find('id', 'a.b:id/list'));
    await server.post('appium/gestures/scroll', { origin, direction: 'down', percent: 10 });
    expect(await server.get(`element/${first}/attribute/displayed`)).toBe('false');
    await expect(server.find('xpath', '//*[@text="row 0"]')).rejects.toMatchObject({
      error: 'no such element',
    });
    await server.post('appium/settings', { settings: { allowInvisibleElements: true } });
    expect(await server.find('xpath', '//*[@text="row 0"]')).toBe(first);
  });
});
