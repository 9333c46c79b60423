import { describe, expect, it } from 'vitest';
import type { View } from '../../parts.ts';
import { parseUiSelector } from './ui-selector.ts';

const VIEW: View = {
  className: 'android.widget.Button',
  bounds: { left: 0, top: 0, right: 1, bottom: 1 },
  resourceId: 'a.b:id/send',
  text: '发送 "now"',
  contentDescription: 'Send it',
  clickable: true,
  checked: false,
};

describe('a UiSelector expression', () => {
  it.each([
    ['new UiSelector()', true],
    ['new UiSelector().text("发送 \\"now\\"")', true],
    ['UiSelector().text("\\u53d1\\u9001 \\"now\\"");', true],
    ['new UiSelector().text("发送")', false],
    ['new UiSelector().textContains("NOW")', true],
    ['new UiSelector().textContains("later")', false],
    ['new UiSelector().textStartsWith("发")', true],
    ['new UiSelector().textStartsWith("now")', false],
    ['new UiSelector().textMatches("发.*")', true],
    ['new UiSelector().textMatches("发")', false],
    ['new UiSelector().textMatches("(?:\\\\S+) .*w\\"")', true],
    ['new UiSelector().description("Send it")', true],
    ['new UiSelector().description("send it")', false],
    ['new UiSelector().descriptionContains("it")', true],
    ['new UiSelector().resourceId("a.b:id/send")', true],
    ['new UiSelector().resourceId("send")', false],
    ['new UiSelector().className("android.widget.Button")', true],
    ['new UiSelector().clickable(true).enabled(true).checked(false)', true],
    ['new UiSelector().clickable(true).enabled(false)', false],
    [' new  UiSelector ( ) . checked ( true ) ', false],
    ['new UiSelector().text("").checked(false)', false],
  ])('%s', (expression, expected) => {
    expect(parseUiSelector(expression).matches(VIEW)).toBe(expected);
  });

  it('knows which of the views is meant', () => {
    expect(parseUiSelector('new UiSelector().instance(2).clickable(true)').instance).toBe(2);
    expect(parseUiSelector('new UiSelector()').instance).toBeUndefined();
  });

  it.each([
    '',
    'new UiSelector',
    'new UiScrollable(new UiSelector()).scrollIntoView(new UiSelector().text("x"))',
    'new UiSelector().text(x)',
    "new UiSelector().text('x')",
    'new UiSelector().text("x"',
    'new UiSelector().text("x") and more',
    'new UiSelector().text("x").',
    'new UiSelector().text(true)',
    'new UiSelector().clickable("true")',
    'new UiSelector().instance(-1)',
    'new UiSelector().instance("1")',
    'new UiSelector().childSelector(new UiSelector())',
    'new UiSelector().toString("x")',
    'new UiSelector().constructor("x")',
    'new UiSelector().text("\\q")',
    'new UiSelector().textMatches("(")',
  ])('refuses %j', (expression) => {
    expect(() => parseUiSelector(expression)).toThrow(expect.objectContaining({ code: 'invalid selector' }));
  });
});
